import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDocument, type SweepSpec } from "../../../src/controller/core/document/spec.ts";
import type { Event } from "../../../src/controller/core/events.ts";
import { created, document, ended, given, now, reported, running } from "./given.ts";

// Journals as earlier versions wrote them, and the documents that they were made of: read today these have defaults that the journals lack.
const golden = (name: string) => {
  const { events } = JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "contract", name), "utf8"));
  return events as Event[];
};

const written = (spec: object, name = "golden") => ({
  apiVersion: "macrosweep.dev/v1alpha1",
  kind: "Sweep",
  metadata: { name },
  spec,
});
const four = { name: "x", type: "categorical", values: [0.1, 0.4, 0.6, 0.9] };
const grid = { name: "grid", seed: 3 };
const none = { name: "none" };
const trainer = { command: ["train"] };

const documents: readonly [string, object][] = [
  [
    "golden.json",
    written({
      parameters: [
        { name: "loss", type: "categorical", values: ["cross_entropy", "focal"] },
        { name: "focal_gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
        { name: "width", type: "categorical", values: [8, 16] },
        { name: "deep", type: "categorical", values: [true, false] },
      ],
      sampler: { name: "grid", seed: 7, points: 2 },
      pruner: { name: "asha", minResource: 1, reductionFactor: 2 },
      budget: { trials: 50, parallel: 3, epochsPerTrial: 4, totalEpochs: 120, wallTime: "2h" },
      trainer: {
        command: ["python3", "train.py"],
        args: [
          "--loss",
          "{{ params.loss }}",
          { when: { loss: ["focal"] }, args: ["--gamma", "{{ params.focal_gamma }}"] },
        ],
      },
    }),
  ],
  [
    "golden.confirm.json",
    written({
      parameters: [four],
      sampler: grid,
      pruner: none,
      budget: { trials: 4, parallel: 2, epochsPerTrial: 1, totalEpochs: 30 },
      trainer,
      confirm: { top: 4, seeds: 4 },
      baseline: { params: { x: 0.4 } },
    }),
  ],
  [
    "golden.changed.json",
    written({
      parameters: [four],
      constraints: [{ metric: "recall:V", min: 0.7 }],
      sampler: grid,
      pruner: none,
      budget: { trials: 4, parallel: 2, epochsPerTrial: 2 },
      trainer,
    }),
  ],
  [
    "golden.adopted.json",
    written({
      parameters: [four],
      constraints: [{ metric: "recall:V", min: 0.5 }],
      sampler: grid,
      pruner: none,
      budget: { trials: 1, parallel: 2, epochsPerTrial: 2 },
      trainer,
      warmStart: { from: ["monday"], trust: "same" },
    }),
  ],
  [
    "golden.leaving.json",
    written(
      {
        parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
        sampler: { name: "random", seed: 1 },
        pruner: { name: "asha", minResource: 1, reductionFactor: 3 },
        budget: { trials: 3, parallel: 2, epochsPerTrial: 3, totalEpochs: 9 },
        trainer,
      },
      "small",
    ),
  ],
  [
    "golden.constrained.json",
    written(
      {
        parameters: [
          { name: "x", type: "categorical", values: [1, 2, 3, 4, 5, 6] },
          { name: "y", type: "categorical", values: ["a", "b"] },
        ],
        constraints: [
          { metric: "recall:V", min: 0.8 },
          { metric: "metrics.latencyMs", max: 20 },
        ],
        sampler: grid,
        pruner: { name: "asha", minResource: 1, reductionFactor: 2 },
        budget: { trials: 3, parallel: 1, epochsPerTrial: 2 },
        trainer,
        warmStart: { from: ["monday"], trials: 2 },
      },
      "constrained",
    ),
  ],
];

describe("a document of an earlier version, run again", () => {
  it.each(documents)("is the same sweep as in %s, neither refused nor edited", (name, of) =>
    given(...golden(name))
      .when({ kind: "create", spec: readDocument(of), document: of, ...now })
      .answers("done"),
  );

  it("is edited in what it says now and did not say then, even where that is the default", () => {
    const [[name, of] = ["", {}]] = documents;
    const { spec, ...rest } = of as { spec: object };
    const said = {
      ...rest,
      spec: { ...spec, pruner: { name: "asha", minResource: 1, reductionFactor: 2, confidence: 0.9 } },
    };
    given(...golden(name))
      .when({ kind: "create", spec: readDocument(said), document: said, ...now })
      .then(
        { kind: "sweepReopened" },
        { kind: "sweepChanged", spec: { pruner: { confidence: 0.9 } } },
        { kind: "sweepEnded" },
      );
  });

  // A later version that fills in what no earlier one knew, wherever it stands.
  const later = (spec: SweepSpec) => ({
    ...spec,
    objective: { ...spec.objective, smoothing: 0 },
    parameters: spec.parameters.map((parameter) => ({ ...parameter, jitter: 0 })),
    pruner: { ...spec.pruner, restMs: 5 },
    trainer: { ...spec.trainer, retries: { count: 3 } },
  });
  const past = [created(), running(0), [1, 2, 3].map((step) => reported(0, step, 0.5)), ended(0)].flat();
  const asked = (budget: object, also: object = {}) => {
    const of = { spec: { budget, ...also } };
    return { kind: "create", spec: later(document(budget)), document: of, ...now } as const;
  };

  it("is not touched by any default that came later", () =>
    given(...past)
      .when(asked({}))
      .answers("done"));

  it("keeps its meaning where something else was edited", () => {
    const { then } = given(...past).when(asked({ trials: 30 }));
    then({ kind: "sweepChanged", spec: document({ trials: 30 }) });
  });

  it("is refused where it says what the later version fills in", () => {
    const { refuses } = given(...past).when(asked({}, { trainer: { retries: { count: 3 } } }));
    refuses('spec.trainer.retries: nothing -> {"count":3}');
    refuses(/^(?!.*smoothing)/s);
  });

  it("counts as edited where nobody says what it was read from", () => {
    const { sweep } = given(...past);
    expect(sweep).not.toBeNull();
    given(...past)
      .when({ kind: "create", spec: later(document()), ...now })
      .refuses("spec.objective.smoothing: nothing -> 0");
  });
});
