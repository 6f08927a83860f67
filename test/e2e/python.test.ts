import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { SweepShape } from "../../src/shapes/sweep.ts";
import type { ExplanationShape, TrialShape } from "../../src/shapes/trial.ts";
import { openStage } from "./stage.ts";

// A user's own script and data, beside the checkout and not part of it.
const tasks = resolve(process.env.MACROSWEEP_TASKS ?? join(import.meta.dirname, "../../../shared/tasks"));
const train = join(tasks, "train.py");
const yeast = join(tasks, "data/yeast.csv");

const hasNumpy = spawnSync("python3", ["-c", "import numpy"]).status === 0;
const missing = [
  ...(hasNumpy ? [] : ["python3 with numpy is not installed"]),
  ...[train, yeast]
    .filter((file) => !existsSync(file))
    .map((file) => `${file} is not there (the data: UCI Yeast, archive.ics.uci.edu/dataset/110/yeast)`),
];
const skipped = missing.length === 0 ? "" : `; skipped, because ${missing.join(" and ")}`;

const DOCUMENT = `
apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: yeast }
spec:
  parameters:
    - { name: loss, type: categorical, values: [cross_entropy, weighted_cross_entropy, focal] }
    - { name: focal_gamma, type: float, min: 0.5, max: 5, when: { loss: [focal] } }
    - { name: label_smoothing, type: float, min: 0, max: 0.3 }
    - { name: augmentation, type: float, min: 0, max: 1 }
    - { name: sampler, type: categorical, values: [shuffle, weighted, balanced] }
    - { name: learning_rate, type: float, min: 1e-3, max: 3e-2, scale: log }
  sampler: { name: tpe, seed: 3 }
  pruner: { name: asha, minResource: 1, reductionFactor: 3 }
  budget: { trials: 10, parallel: 2, epochsPerTrial: 9 }
  trainer:
    command: [python3, ${train}, --data, ${yeast}, --epochs, "{{ epochs }}", --seed, "{{ seed }}"]
    args:
      - --loss
      - "{{ params.loss }}"
      - { when: { loss: [focal] }, args: [--focal-gamma, "{{ params.focal_gamma }}"] }
      - "--label-smoothing={{ params.label_smoothing }}"
      - "--augmentation={{ params.augmentation }}"
      - "--sampler={{ params.sampler }}"
      - "--learning-rate={{ params.learning_rate }}"
`;

it.skipIf(missing.length > 0)(
  `sweeps over a user's own Python script as it stands${skipped}`,
  { timeout: 120_000 },
  async () => {
    const stage = openStage(onTestFinished);
    const run = await stage.macrosweep("run", stage.write("yeast.yaml", DOCUMENT), "--json");
    await stage.isEmpty();

    expect(run).toMatchObject({ code: 0 });
    const { state, best, trials, epochs }: SweepShape = JSON.parse(run.stdout);
    expect(state).toBe("completed");
    expect(trials.completed + trials.pruned).toBe(10);
    expect(trials.pruned).toBeGreaterThan(0);
    expect(epochs).toEqual({ run: 90 - epochs.saved, full: 90, saved: epochs.saved });

    // Counted in yeast.csv: the rows of its validation split by class.
    const support = { CYT: 116, NUC: 107, MIT: 61, ME3: 41, ME2: 13, ME1: 11, EXC: 9, VAC: 8, POX: 5 };
    expect(best?.perClass.map((of) => [of.class, of.support])).toEqual(Object.entries(support));

    await stage.controller();
    const [explained] = await stage.ask<ExplanationShape>("explain", "yeast", String(best!.trial));
    expect(explained!.testValue).toBeGreaterThan(0.2);
    const all = await stage.ask<TrialShape>("trials", "yeast");
    for (const { params } of all) expect("focal_gamma" in params).toBe(params.loss === "focal");
    await stage.stop();
  },
);
