import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../src/controller/core/commands.ts";
import { readDocument, type SweepSpec } from "../src/controller/core/document/spec.ts";

/** The mission's five knobs and the learning rate; a trainer that nobody starts. */
export function benchSweep(budget: object, pruner: object = { name: "none" }): SweepSpec {
  return readDocument({
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "bench" },
    spec: {
      parameters: [
        { name: "loss", type: "categorical", values: ["cross_entropy", "weighted_cross_entropy", "focal"] },
        { name: "focal_gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
        { name: "label_smoothing", type: "float", min: 0, max: 0.3 },
        { name: "augmentation", type: "float", min: 0, max: 1 },
        { name: "sampler", type: "categorical", values: ["shuffle", "weighted", "balanced"] },
        { name: "learning_rate", type: "float", min: 1e-4, max: 3e-2, scale: "log" },
      ],
      sampler: { name: "random", seed: 1 },
      pruner,
      budget,
      trainer: { command: ["true"] },
    },
  });
}

/** A report with the counts of five classes. */
export function benchReport(step: number): Report {
  const cells = [400, 3, 2, 0, 1, 9, 140, 1, 0, 0, 4, 2, 70, 1, 3, 0, 1, 0, 15, 1, 1, 0, 0, 2, 2];
  return {
    seq: step,
    step,
    counts: { kind: "confusion", classes: 5, cells },
    classes: [],
    scalars: { loss: 0.4 },
    value: null,
    test: false,
  };
}

/** A folder on the disk of the working folder, not in memory; removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(process.cwd(), ".macrosweep-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
