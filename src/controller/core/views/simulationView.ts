import type { SimulatedRun, SimulatedSweep, Simulation } from "../../../search/library/simulate.ts";
import type { SimulationShape, Spread } from "../../../shapes/simulation.ts";
import type { SweepSpec } from "../document/spec.ts";

/** What of a document decides how long its sweep takes: plain data, for `simulate`. `epochMs`: how long an epoch of one trial takes; null: unknown. */
export function poseSimulation(spec: SweepSpec, epochMs: number | null): SimulatedSweep {
  const { parameters, objective, sampler, pruner, enqueue } = spec;
  const { trials, parallel, epochsPerTrial, totalEpochs, wallTimeMs } = spec.budget;
  return {
    space: parameters,
    direction: objective.direction,
    sampler,
    pruner,
    enqueue,
    trials,
    parallel,
    epochsPerTrial,
    totalEpochs,
    rounds: epochMs === null || wallTimeMs === null ? null : Math.floor(wallTimeMs / epochMs),
  };
}

/** What simulated sweeps came to, as people are told. */
export function viewSimulation(
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
