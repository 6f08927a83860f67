import { stream } from "../chance/stream.ts";
import { History } from "../history/history.ts";
import type { Direction } from "../history/loss.ts";
import { createPruner, type PrunerSpec } from "../pruners/index.ts";
import { enqueueFirst } from "../samplers/enqueue.ts";
import { createSampler, type SamplerSpec, suggestNow } from "../samplers/index.ts";
import type { Params, Space } from "../space/parameter.ts";
import { type SyntheticCurve, syntheticCurves } from "./syntheticCurves.ts";

/** What of a sweep decides how long it takes. */
export interface SimulatedSweep {
  readonly space: Space;
  readonly direction: Direction;
  readonly sampler: SamplerSpec;
  readonly pruner: PrunerSpec;
  readonly enqueue?: readonly Params[] | undefined;
  readonly trials: number;
  readonly parallel: number;
  readonly epochsPerTrial: number;
  /** Epochs of all trials together; `null`: no limit. */
  readonly totalEpochs: number | null;
  /** How many epochs may follow one another from the start to the end of the sweep; `null`: no limit. */
  readonly rounds: number | null;
}

/** What one imagined sweep came to. */
export interface SimulatedRun {
  readonly trials: number;
  readonly epochs: number;
  /** Epochs that followed one another: the length of the sweep in epochs, with all slots at work. */
  readonly rounds: number;
  /** How many trials had a value at each of `steps`. */
  readonly reached: readonly number[];
}

export interface Simulation {
  /** The pruner's rungs and the last step. */
  readonly steps: readonly number[];
  readonly runs: readonly SimulatedRun[];
}

/**
 * What a sweep is likely to take: its own sampler and pruner on synthetic curves (see `syntheticCurves`), with a landscape of its own each run.
 * All slots train at the same pace, an epoch a round, and none fails. An expectation: how much is pruned depends on how the real curves differ.
 *
 * @param runs seeds 0 to runs - 1
 */
export function simulate(sweep: SimulatedSweep, runs: number): Simulation {
  const { rungs } = createPruner(sweep.pruner, sweep.epochsPerTrial, sweep.direction);
  const steps = [...new Set([...rungs, sweep.epochsPerTrial])];
  return { steps, runs: Array.from({ length: runs }, (_, seed) => simulateRun(sweep, steps, seed)) };
}

interface OpenTrial {
  readonly trial: number;
  readonly curve: SyntheticCurve;
}

function simulateRun(sweep: SimulatedSweep, steps: readonly number[], seed: number): SimulatedRun {
  const { space, direction, trials, parallel, epochsPerTrial, totalEpochs } = sweep;
  const sampler = enqueueFirst(sweep.enqueue, createSampler({ ...sweep.sampler, seed }, space), space);
  const pruner = createPruner(sweep.pruner, epochsPerTrial, direction);
  const budget = { trials, epochs: totalEpochs };
  const history = new History({ space, direction, maxStep: epochsPerTrial, rungs: pruner.rungs, budget });
  const curveOf = syntheticCurves(space, epochsPerTrial, direction, seed);
  let isExhausted = false;
  let epochs = 0;

  // As in a sweep, the epochs of running trials are reserved to their ends.
  function mayStart(open: readonly OpenTrial[]): boolean {
    if (isExhausted || open.length >= parallel || history.trials.length >= trials) return false;
    const reserved = open.reduce((sum, { trial }) => sum + epochsPerTrial - history.trials[trial].steps.length, 0);
    return totalEpochs === null || epochs + reserved + epochsPerTrial <= totalEpochs;
  }

  function start(): OpenTrial[] {
    const suggestion = suggestNow(sampler, history, stream(seed, history.trials.length));
    isExhausted = suggestion.kind === "exhausted";
    if (suggestion.kind === "exhausted") return [];
    const trial = history.add(suggestion.params, suggestion);
    history.setState(trial, "running");
    return [{ trial, curve: curveOf(trial, suggestion.params) }];
  }

  function goesOn({ trial, curve }: OpenTrial): boolean {
    const step = history.trials[trial].steps.length + 1;
    const { value, error } = curve(step);
    const verdict = pruner.judge(history, trial, step, value, error);
    history.report(trial, step, value, error);
    epochs++;
    if (verdict.kind === "continue" && step < epochsPerTrial) return true;
    history.setState(trial, verdict.kind === "prune" ? "pruned" : "completed");
    return false;
  }

  let rounds = 0;
  let open: OpenTrial[] = [];
  for (; rounds < (sweep.rounds ?? Number.POSITIVE_INFINITY); rounds++) {
    while (mayStart(open)) open.push(...start());
    if (open.length === 0) break;
    open = open.filter(goesOn);
  }
  const reached = steps.map((step) => history.trials.filter((trial) => trial.steps.length >= step).length);
  return { trials: history.trials.length, epochs, rounds, reached };
}
