import { fileURLToPath } from "node:url";
import type { Stage } from "./stage.ts";

/** What differs between the sweeps of these tests. */
export interface SweepOptions {
  readonly trials: number;
  readonly parallel: number;
  readonly epochs: number;
  readonly sampler?: object;
  readonly pruner?: object;
  readonly requires?: object;
  readonly gpuHours?: number;
  /** A command in place of the steady trainer. */
  readonly command?: readonly string[];
  /** Of the steady trainer: see trainer.ts. */
  readonly options?: readonly string[];
}

const TRAINER = fileURLToPath(new URL("./trainer.ts", import.meta.url));

/** Writes a sweep document to NAME.yaml in the stage's folder and returns its path from there. JSON is YAML. */
export function writeSweep(stage: Stage, name: string, sweep: SweepOptions): string {
  const { trials, parallel, epochs, sampler = { name: "random", seed: 7 }, pruner = { name: "none" } } = sweep;
  const document = {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name },
    spec: {
      parameters: [
        { name: "loss", type: "categorical", values: ["cross_entropy", "focal"] },
        { name: "gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
        { name: "rate", type: "float", min: 1e-4, max: 1, scale: "log" },
      ],
      sampler,
      pruner,
      budget: { trials, parallel, epochsPerTrial: epochs, gpuHours: sweep.gpuHours },
      requires: sweep.requires ?? null,
      trainer: sweep.command === undefined ? steady(stage, sweep.options ?? []) : { command: sweep.command },
    },
  };
  return stage.write(`${name}.yaml`, JSON.stringify(document, null, 2));
}

function steady(stage: Stage, options: readonly string[]): object {
  return {
    command: [process.execPath, TRAINER, "--folder", stage.folder, ...options],
    args: ["--loss", "{{ params.loss }}", { when: { loss: ["focal"] }, args: ["--gamma", "{{ params.gamma }}"] }],
  };
}
