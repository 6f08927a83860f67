import type { Fields } from "../../fields.ts";
import { normalCdf } from "../chance/normalCdf.ts";
import type { Verdict } from "./pruner.ts";
import { describeValue } from "./reason.ts";

/** How sure a pruner must be that a value is below its cut. A spec of an old journal may lack it: then 0.5, as it was. */
export interface Caution {
  /**
   * A trial is pruned only when the probability that its true value is below the cut is at least this, in [0.5, 1). 0.5: whenever the
   * value itself is below the cut.
   */
  readonly confidence?: number;
}

/** Reads the confidence of a pruner that compares a value with a cut. */
export function readCaution(fields: Fields, usual = DEFAULT_CONFIDENCE): { readonly confidence: number } {
  const confidence = fields.raw("confidence") ?? usual;
  if (typeof confidence === "number" && confidence >= CLASSICAL && confidence < 1) return { confidence };
  fields.mistake("confidence", confidence, "must be a number of at least 0.5 and below 1");
  return { confidence: usual };
}

/** A loss beside the cut that it is to keep; the noise is a standard deviation of the difference, asked for where it matters. */
export interface Comparison {
  readonly loss: number;
  readonly cut: number;
  readonly noise: () => number;
  /** Value, cut and rank for people. */
  readonly reason: string;
}

/**
 * Prunes a loss above the cut, unless it lies within the noise: as long as the normal probability that the true loss is above the cut is less
 * than the confidence. Ties go on; a loss that is not finite does not, whatever the noise.
 */
export function judgeWithCaution(
  { loss, cut, noise, reason }: Comparison,
  { confidence = CLASSICAL }: Caution,
): Verdict {
  if (loss === Number.POSITIVE_INFINITY) return { kind: "prune", reason };
  if (loss <= cut) return { kind: "continue", reason };
  if (confidence === CLASSICAL) return { kind: "prune", reason };
  const deviation = noise();
  const sure = deviation === 0 ? 1 : normalCdf((loss - cut) / deviation);
  if (sure >= confidence) return { kind: "prune", reason };
  const doubt = `within the noise of ${describeValue(deviation)} (${sure.toFixed(2)} sure, ${confidence} asked)`;
  return { kind: "continue", reason: `${reason}; ${doubt}` };
}

// Prunes whatever is below the cut.
const CLASSICAL = 0.5;
const DEFAULT_CONFIDENCE = 0.5;
