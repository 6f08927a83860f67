import type { Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";
import { readDuration } from "./duration.ts";

/** What a sweep may use. Reserved before a trial starts, so it is never exceeded. */
export interface BudgetSpec {
  /** Configurations to try. */
  readonly trials: number;
  /** Trials at one time. */
  readonly parallel: number;
  readonly epochsPerTrial: number;
  /** Epochs of all attempts together; null: no limit of its own. */
  readonly totalEpochs: number | null;
  /** From the creation of the sweep, pauses and outages included; null: no limit. */
  readonly wallTimeMs: number | null;
  /** Hours of one GPU, of all attempts together; absent: no limit. A slot without a GPU uses none. */
  readonly gpuHours?: number;
  /** Failed trials that the sweep bears; one more ends it. Absent: any number beside others that work. */
  readonly maxFailed?: number;
}

const BOUNDS = {
  // 10,000 trials are what the benchmarks watch; ten times that still replays within seconds.
  trials: 100_000,
  parallel: 10_000,
  steps: 1_000_000,
  // Whatever is summed up over a sweep stays a 32-bit number, replicates and lost attempts included.
  epochs: 2_000_000_000,
  // Four seconds; a thousand GPUs for a year.
  gpuHours: { min: 0.001, max: 10_000_000 },
};

export function readBudget(raw: unknown, mistakes: Mistake[]): BudgetSpec {
  const fields = new Fields(raw, "spec.budget", mistakes);
  const trials = fields.integer("trials", { min: 1, max: BOUNDS.trials });
  const parallel = fields.integer("parallel", { min: 1, max: BOUNDS.parallel }, 1);
  const epochsPerTrial = fields.integer("epochsPerTrial", { min: 1, max: BOUNDS.steps });
  const totalEpochs =
    fields.raw("totalEpochs") === undefined ? null : fields.integer("totalEpochs", { min: 1, max: BOUNDS.epochs });
  if (trials * epochsPerTrial > BOUNDS.epochs) {
    const rule = `with epochsPerTrial (${epochsPerTrial}) makes more than ${BOUNDS.epochs} epochs`;
    fields.mistake("trials", trials, rule);
  }
  if (totalEpochs !== null && totalEpochs < epochsPerTrial) {
    fields.mistake(
      "totalEpochs",
      totalEpochs,
      `must be at least epochsPerTrial (${epochsPerTrial}), or no trial can start`,
    );
  }
  const wallTimeMs = readDuration(fields, "wallTime");
  const most = { min: 0, max: BOUNDS.trials };
  const failed = fields.raw("maxFailed") === undefined ? {} : { maxFailed: fields.integer("maxFailed", most) };
  const hours = fields.raw("gpuHours") === undefined ? {} : { gpuHours: fields.number("gpuHours", BOUNDS.gpuHours, 1) };
  fields.end();
  return { trials, parallel, epochsPerTrial, totalEpochs, wallTimeMs, ...hours, ...failed };
}
