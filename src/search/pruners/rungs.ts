import type { Fields } from "../../fields.ts";

/** Where successive halving looks. */
export interface RungSettings {
  /** The first rung, in epochs. */
  readonly minResource: number;
  /** Each rung is this many times the one before; where trials are ranked, one in this many goes on. */
  readonly reductionFactor: number;
}

/** Reads where a pruner looks; `maxStep` is the epochs of a full trial. */
export function readRungSettings(fields: Fields, maxStep: number): RungSettings {
  const minResource = fields.integer("minResource", { min: 1, max: maxStep }, 1);
  const reductionFactor = fields.integer("reductionFactor", { min: 2 }, 3);
  return { minResource, reductionFactor };
}

/**
 * The rungs of successive halving: minResource times each power of reductionFactor below `maxStep`, then `maxStep` itself.
 * For example minResource 1, factor 3 and 20 steps: 1, 3, 9, 20.
 */
export function rungs(minResource: number, reductionFactor: number, maxStep: number): number[] {
  const steps: number[] = [];
  for (let step = minResource; step < maxStep; step *= reductionFactor) steps.push(step);
  return [...steps, maxStep];
}
