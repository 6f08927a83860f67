import type { Fields } from "../../fields.ts";

/** Where successive halving looks. */
export interface RungSettings {
  /** The first rung, in epochs; left out: the rungs count from the end. */
  readonly minResource?: number;
  /** Each rung is this many times the one before; where trials are ranked, one in this many goes on. */
  readonly reductionFactor: number;
}

/** Reads where a pruner looks; `maxStep` is the epochs of a full trial. */
export function readRungSettings(fields: Fields, maxStep: number): RungSettings {
  const isGiven = fields.raw("minResource") !== undefined;
  const first = isGiven ? { minResource: fields.integer("minResource", { min: 1, max: maxStep }) } : {};
  return { ...first, reductionFactor: fields.integer("reductionFactor", { min: 2 }, 3) };
}

/**
 * The rungs of successive halving, rising, the last one `maxStep`.
 *
 * They count from the end, `maxStep` by each power of reductionFactor, rounded up, down to 1: factor 3 and 50 steps make 1, 2, 6, 17, 50. So there is a
 * rung at about a third of the way, where a model can learn, whatever the length. With a minResource they count from it: 1 makes 1, 3, 9, 27, 50.
 */
export function rungs({ minResource, reductionFactor }: RungSettings, maxStep: number): number[] {
  const steps: number[] = [];
  if (minResource === undefined) {
    for (let power = reductionFactor; power < reductionFactor * maxStep; power *= reductionFactor)
      steps.unshift(Math.ceil(maxStep / power));
  } else {
    for (let step = minResource; step < maxStep; step *= reductionFactor) steps.push(step);
  }
  return [...steps, maxStep];
}
