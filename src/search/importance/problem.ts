import { IMPORTANCE } from "../chance/purposes.ts";
import { type StreamState, stream } from "../chance/stream.ts";
import type { HistoryView } from "../history/history.ts";
import { levelOf } from "../history/level.ts";
import type { Space } from "../space/parameter.ts";
import { tellingStep } from "./step.ts";

/** All that it takes to say how much each parameter matters: plain data, so that another thread can work it out (see `weigh`). */
export interface ImportanceProblem {
  readonly space: Space;
  /** The step of the values; null while there are none. */
  readonly step: number | null;
  /** How many trials have a finite value there. */
  readonly known: number;
  /** Coordinates in [0, 1] of those that are used, a row a trial; NaN where a parameter does not exist. */
  readonly points: Float64Array;
  /** Their values. */
  readonly values: Float64Array;
  readonly random: StreamState;
}

/**
 * What is to be worked out for a history as it is now: levels (see `levelOf`) at one step (see `tellingStep`), never a mix. Of more than 800 trials
 * every k-th by value is used.
 *
 * @param seed the same seed and history give the same numbers
 */
export function poseImportance(space: Space, history: HistoryView, seed: number): ImportanceProblem {
  const step = tellingStep(history, LEAST_TRIALS);
  const trials = step === null ? [] : finiteAt(history, step);
  const used = thinned(trials, MOST_TRIALS);
  const width = space.length;
  const points = new Float64Array(used.length * width);
  for (const [row, trial] of used.entries()) {
    points.set(history.points.subarray(trial * width, (trial + 1) * width), row * width);
  }
  const values = Float64Array.from(used, (trial) => levelOf(history.trials[trial], step ?? 0));
  return { space, step, known: trials.length, points, values, random: stream(seed, IMPORTANCE).state() };
}

/** How many trials it takes. Two halves of 15: with fewer a tree has hardly a fork or two to say anything with. */
export const LEAST_TRIALS = 30;

function finiteAt(history: HistoryView, step: number): number[] {
  const ranking = history.ranking(step);
  const ranked = Array.from({ length: ranking.size }, (_, rank) => ranking.trial(rank));
  return ranked.filter((trial) => Number.isFinite(levelOf(history.trials[trial], step)));
}

function thinned(trials: readonly number[], most: number): number[] {
  const count = Math.min(most, trials.length);
  return Array.from({ length: count }, (_, i) => trials[Math.floor(((i + 0.5) * trials.length) / count)]);
}

// The time grows with it; see `npm run bench -- importance`.
const MOST_TRIALS = 800;
