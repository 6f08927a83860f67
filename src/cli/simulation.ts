import type { SweepSpec } from "../controller/index.ts";
import type { SimulatedRun, Simulation } from "../search/index.ts";

/** What `simulate --json` prints. */
export interface SimulationShape {
  readonly sweep: string;
  readonly pruner: string;
  /** Simulated sweeps; the figures below are over these. */
  readonly runs: number;
  readonly trials: Spread;
  /** Trials that come to each rung of the pruner, and to the last epoch; means. */
  readonly rungs: readonly { readonly step: number; readonly trials: number }[];
  readonly epochs: Spread;
  /** What the budget's trials would take without a pruner. */
  readonly fullEpochs: number;
  /** With one GPU a trial; null without the time of an epoch. */
  readonly gpuHours: Spread | null;
  /** With the budget's parallel trials; null without the time of an epoch. */
  readonly wallHours: Spread | null;
}

/** Over all runs. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export function simulationShape(
  { name, pruner, budget }: SweepSpec,
  { steps, runs }: Simulation,
  epochMs: number | null,
): SimulationShape {
  const hours = (of: (run: SimulatedRun) => number) =>
    epochMs === null ? null : spread(runs.map((run) => (of(run) * epochMs) / 3_600_000));
  return {
    sweep: name,
    pruner: pruner.name,
    runs: runs.length,
    trials: spread(runs.map(({ trials }) => trials)),
    rungs: steps.map((step, i) => ({ step, trials: spread(runs.map(({ reached }) => reached[i] ?? 0)).mean })),
    epochs: spread(runs.map(({ epochs }) => epochs)),
    fullEpochs: budget.trials * budget.epochsPerTrial,
    gpuHours: hours(({ epochs }) => epochs),
    wallHours: hours(({ rounds }) => rounds),
  };
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, low: Math.min(...values), high: Math.max(...values) };
}
