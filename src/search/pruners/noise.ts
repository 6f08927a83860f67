import type { HistoryView, TrialRecord } from "../history/history.ts";

/**
 * The standard deviation by which a value at a step, compared with those of other trials there, may miss what it stands for:
 * √(jitter² + (1 - ρ) · 2 · error²), with ρ = 3/4. 0 where nothing is known of either.
 *
 * - The jitter is how far a curve strays from its own trend around this step (see `strays`): the median over this trial's curve before the
 *   step, drawn towards that of its peers, because three epochs say little. The value itself plays no part: a bad one must not excuse itself.
 * - `error` is the standard error of the value from the counts, or `null`. All trials are scored on the same validation set, so what it says
 *   is mostly common to both sides of a comparison; of the variance of a difference 2 · error² only the share 1 - ρ remains. Mania et al.,
 *   "Model similarity mitigates test set overuse", NeurIPS 2019, find classifiers on one test set far more alike than independent ones;
 *   ρ itself cannot be seen in the counts of two trials, and 3/4 is our assumption.
 */
export function noiseAt(history: HistoryView, trial: number, step: number, error: number | null): number {
  const own = strays(history.trials[trial], step, step - 1);
  const peers = peersOf(history, trial, step).flatMap((peer) => strays(history.trials[peer], step, step * REACH));
  const spreadOfPeers = spreadOf(peers);
  const weight = peers.length === 0 ? 0 : PEERS_WEIGHT;
  const known = own.length + weight;
  const share = (count: number) => (known === 0 ? 0 : Math.sqrt(count / known));
  // No square is taken by itself: values may be as large as 1e300, and as small.
  return Math.hypot(share(own.length) * spreadOf(own), share(weight) * spreadOfPeers, UNSHARED * (error ?? 0));
}

// The root of (1 - ρ) · 2: of the deviation of a difference, in units of error.
const UNSHARED = Math.SQRT1_2;
// Learning rates fall and curves calm down, so a trend is looked at where steps are within this factor of the one that is judged.
const REACH = 3;
// Points on either side of the step, so that a verdict on a curve of a thousand steps takes no longer.
const WINDOW = 12;
// The peers' median counts as so many strays of the trial's own.
const PEERS_WEIGHT = 4;
// More move the median little, and a verdict stays well below a millisecond.
const MAX_PEERS = 32;

/**
 * How far each inner point of a curve strays from the straight line between its neighbours, in units of one standard deviation of independent
 * noise: for a point that is w of the way from one to the other the difference has 1 + w² + (1 - w)² times its variance. Points from step / 3
 * to `last`, few enough on either side of the step.
 */
function strays({ steps, values }: TrialRecord, step: number, last: number): number[] {
  const found: number[] = [];
  // Steps are whole numbers from 1 that rise, so the one looked for stands here or before.
  let at = Math.min(step, steps.length) - 1;
  while (at > 0 && steps[at] > step) at--;
  const end = Math.min(steps.length, at + WINDOW) - 1;
  for (let i = Math.max(1, at - WINDOW); i < end && steps[i + 1] <= last; i++) {
    if (steps[i - 1] * REACH < step) continue;
    const w = (steps[i] - steps[i - 1]) / (steps[i + 1] - steps[i - 1]);
    const stray = Math.abs(values[i] - (1 - w) * values[i - 1] - w * values[i + 1]);
    if (Number.isFinite(stray)) found.push(stray / Math.sqrt(1 + w * w + (1 - w) * (1 - w)));
  }
  return found;
}

// The newest trials that have reached the step, by number, so that the order in which they reported plays no part.
function peersOf(history: HistoryView, trial: number, step: number): number[] {
  const peers: number[] = [];
  for (let peer = history.trials.length - 1; peer >= 0 && peers.length < MAX_PEERS; peer--) {
    const { steps } = history.trials[peer];
    if (peer !== trial && steps.length > 0 && steps[steps.length - 1] >= step) peers.push(peer);
  }
  return peers;
}

// The standard deviation of normal noise with this median of absolute values: robust against the leaps of a few epochs.
function spreadOf(strays: readonly number[]): number {
  if (strays.length === 0) return 0;
  const sorted = [...strays].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return 1.4826 * median;
}
