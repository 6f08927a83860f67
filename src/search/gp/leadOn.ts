import type { Embedding } from "./embedding.ts";
import { fitHyperparameters } from "./fitHyperparameters.ts";
import { Posterior } from "./posterior.ts";

/**
 * The losses that trials have at the last step, or are expected to have there: the loss at an earlier step plus a gain that a Gaussian process
 * has learned from the trials that went all the way. So curves that cross by the kind of configuration mislead less: a sampler that leads early and
 * trails at the end gains less. Which trials went on was decided by their losses at the earlier step, and the gain is what came after it, so the
 * choice does not bend what is learned of it.
 *
 * With fewer than 5 finite pairs of losses nothing is known of the gain, and all losses are those of the earlier step.
 *
 * Sources: Kennedy and O'Hagan, "Predicting the output from a complex computer code when fast approximations are available", 2000; Le Gratiet and
 * Garnier, "Recursive co-kriging model for design of computer experiments with multiple levels of fidelity", 2014. Ours differs: both
 * steps are on one scale, so their factor is 1, and how uncertain a gain is is not carried on.
 *
 * @param rows the embedded configurations, `embedding.width` numbers each
 * @param losses at the earlier step, by configuration
 * @param finals at the last step; null of configurations that did not get there
 */
export function leadOn(
  embedding: Embedding,
  rows: Float64Array,
  losses: readonly number[],
  finals: readonly (number | null)[],
): readonly number[] {
  const gains = losses.flatMap((loss, i) => gainOf(loss, finals[i], i));
  if (gains.length < LEAST_GAINS) return losses;
  // In units of the largest gain, whose square may be beyond all numbers.
  const unit = gains.reduce((most, { gain }) => Math.max(most, Math.abs(gain)), 0) || 1;
  const expected = expectedGain(
    embedding,
    rows,
    gains.map(({ index, gain }) => ({ index, gain: gain / unit })),
  );
  return losses.map((loss, i) => finals[i] ?? loss + unit * expected(i));
}

interface Gain {
  readonly index: number;
  readonly gain: number;
}

function gainOf(loss: number, final: number | null | undefined, index: number): Gain[] {
  const gain = (final ?? Number.NaN) - loss;
  return Number.isFinite(gain) ? [{ index, gain }] : [];
}

// By the index of a configuration.
function expectedGain(embedding: Embedding, rows: Float64Array, gains: readonly Gain[]): (index: number) => number {
  const { width } = embedding;
  const mean = gains.reduce((sum, { gain }) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, { gain }) => sum + (gain - mean) ** 2, 0) / gains.length;
  // Of a run without epochs between the two steps every gain is 0.
  if (variance === 0) return () => mean;
  const deviation = Math.sqrt(variance);
  const targets = Float64Array.from(gains, ({ gain }) => (gain - mean) / deviation);
  const known = new Float64Array(gains.length * width);
  gains.forEach(({ index }, i) => {
    known.set(rows.subarray(index * width, (index + 1) * width), i * width);
  });
  const posterior = new Posterior(embedding, known, targets, fitHyperparameters(embedding, known, targets));
  return (index) => {
    posterior.predictRow(rows, index * width);
    return mean + deviation * posterior.mean;
  };
}

const LEAST_GAINS = 5;
