import type { Mistake } from "../../error.ts";
import type { Fields } from "../../fields.ts";
import { stream } from "../chance/stream.ts";
import { History } from "../history/history.ts";
import type { Direction } from "../history/loss.ts";
import { createPruner, type PrunerSpec } from "../pruners/index.ts";
import { enqueueFirst, readEnqueue } from "../samplers/enqueue.ts";
import { createSampler, readSampler, type SamplerSpec, suggestNow } from "../samplers/index.ts";
import type { DeclaredSpace } from "../space/declared.ts";
import type { Params, Space } from "../space/parameter.ts";
import { readSpace } from "../space/space.ts";
import type { DeclaredPruner, DeclaredSampler } from "./declared.ts";
import { readAll, readDirection, readPrunerOf } from "./readers.ts";
import { type SyntheticCurve, syntheticCurves } from "./syntheticCurves.ts";

/** What of a sweep decides how long it takes, as people write it; with everything filled in it is taken too. */
export interface SimulatedSweep {
  readonly space: DeclaredSpace | Space;
  /** Left out: "maximize". */
  readonly direction?: Direction;
  /** Left out: `auto`. */
  readonly sampler?: DeclaredSampler | SamplerSpec;
  /** Left out: `auto`. */
  readonly pruner?: DeclaredPruner | PrunerSpec;
  readonly enqueue?: readonly Params[] | undefined;
  readonly trials: number;
  /** Left out: 1. */
  readonly parallel?: number;
  readonly epochsPerTrial: number;
  /** Epochs of all trials together; left out or `null`: no limit. */
  readonly totalEpochs?: number | null;
  /** How many epochs may follow one another from the start to the end of the sweep; left out or `null`: no limit. */
  readonly rounds?: number | null;
}

/** The same as it is used. */
type Plan = ReturnType<typeof readPlan>;

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
 * @throws SweepError `invalid` with everything that is wrong with the sweep and the runs
 */
export function simulate(declared: SimulatedSweep, runs: number): Simulation {
  const sweep = readAll(declared, "sweep", readPlan);
  readAll({ runs }, "simulate", (fields) => fields.integer("runs", { min: 1 }));
  const { rungs } = createPruner(sweep.pruner, sweep.epochsPerTrial, sweep.direction);
  const steps = [...new Set([...rungs, sweep.epochsPerTrial])];
  return { steps, runs: Array.from({ length: runs }, (_, seed) => simulateRun(sweep, steps, seed)) };
}

function readPlan(fields: Fields, mistakes: Mistake[]) {
  const space = readSpace(fields.raw("space"), fields.path("space"), mistakes);
  const direction = readDirection(fields);
  const trials = fields.integer("trials", { min: 1 });
  const parallel = fields.integer("parallel", { min: 1 }, 1);
  const epochsPerTrial = fields.integer("epochsPerTrial", { min: 1 });
  const limit = (key: string) => (fields.raw(key) == null ? null : fields.integer(key, { min: 0 }));
  const [totalEpochs, rounds] = [limit("totalEpochs"), limit("rounds")];
  const enqueue = readEnqueue(fields.raw("enqueue"), { space, trials }, fields.path("enqueue"), mistakes);
  const sampler = readSampler(fields.raw("sampler"), space, fields.path("sampler"), mistakes);
  // Without a number of epochs that holds, nothing is too long for it.
  const maxStep = epochsPerTrial >= 1 ? epochsPerTrial : Number.MAX_SAFE_INTEGER;
  const pruner = readPrunerOf(fields, maxStep, { trials, epochs: totalEpochs }, mistakes);
  return { space, direction, sampler, pruner, enqueue, trials, parallel, epochsPerTrial, totalEpochs, rounds };
}

interface OpenTrial {
  readonly trial: number;
  readonly curve: SyntheticCurve;
}

function simulateRun(sweep: Plan, steps: readonly number[], seed: number): SimulatedRun {
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
