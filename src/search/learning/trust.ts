import { normalCdf } from "../chance/normalCdf.ts";
import type { HistoryView } from "../history/history.ts";
import type { Belief } from "./belief.ts";
import { splitAtRung } from "./split.ts";

/**
 * How far the user's belief is to be followed, in [0, 0.75]: the share of random draws that are made from it.
 *
 * It is about the chance that draws from the belief are good more often than uniform ones (Thompson's matching), by the good and the other
 * trials at the rung that models learn from: 0.6 without any trial, near 0 soon after a wrong prior. A trial counts as drawn from the belief
 * in part, by how likely its params make that, so it does not matter who proposed it; and the belief gains nothing by its draws being
 * many, only by more of them being good.
 *
 * PriorBand (Mallik et al. 2023) too follows a prior by how likely it makes the best trials, without a look at the others.
 */
export function trustIn(belief: Belief, history: HistoryView): number {
  const split = splitAtRung(history);
  const good = likelyDrawn(belief, history, split?.good ?? []);
  const others = likelyDrawn(belief, history, split?.others ?? []);
  // Half a trial of each kind that nobody has seen (Jeffreys), and of the good ones twice as many believed: people mostly know what they say.
  const [goodBelieved, goodUniform] = [good.believed + 1, good.uniform + 0.5];
  const [otherBelieved, otherUniform] = [others.believed + 0.5, others.uniform + 0.5];
  const logOdds = Math.log(goodBelieved / goodUniform) - Math.log(otherBelieved / otherUniform);
  const variance = 1 / goodBelieved + 1 / goodUniform + 1 / otherBelieved + 1 / otherUniform;
  return Math.min(MOST, normalCdf(logOdds / Math.sqrt(variance)));
}

/**
 * What to add to the log of an acquisition at a point (see `Belief.logDensity`) so that it follows the user's belief: the log of the belief to the
 * power of 10 / n after n = `values` values, where the belief has the highest trust; less where it has less, and 0 without a belief and where
 * uniform draws do as well.
 *
 * Source: Hvarfner et al., "πBO: augmenting acquisition functions with user beliefs for Bayesian optimization", 2022, whose β is 10 for
 * 100 trials. That the trust must be above even is ours: tilted by all of it, TPE with a wrong prior on ackley5 was 0.8 ± 0.3 behind after
 * 100 trials, so it is 0.1 ± 0.3 (40 seeds), and a right prior is worth about the same.
 */
export function tiltOf(belief: Belief | null, history: HistoryView, values: number): (point: Float64Array) => number {
  return tiltBy(belief, tiltPower(belief, history, values));
}

/** The power of the belief in `tiltOf`. */
export function tiltPower(belief: Belief | null, history: HistoryView, values: number): number {
  if (belief === null) return 0;
  const lead = (trustIn(belief, history) - EVEN) / (MOST - EVEN);
  return (BETA / values) * Math.max(0, lead);
}

/** What `tiltOf` adds at a point, of a power that is known. */
export function tiltBy(belief: Belief | null, power: number): (point: Float64Array) => number {
  return belief === null ? () => 0 : (point) => power * belief.logDensity(point);
}

// A quarter of the draws stays uniform: they alone find out what the belief is wrong about.
const MOST = 0.75;
// Neither is better.
const EVEN = 0.5;
const BETA = 10;

// How many of the trials the belief would have drawn and how many a uniform draw, each as likely as the other beforehand.
function likelyDrawn(belief: Belief, { points }: HistoryView, trials: readonly number[]) {
  let believed = 0;
  for (const trial of trials) {
    const point = points.subarray(trial * belief.dimensions, (trial + 1) * belief.dimensions);
    believed += 1 / (1 + Math.exp(-belief.logDensity(point)));
  }
  return { believed, uniform: trials.length - believed };
}
