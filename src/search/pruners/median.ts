import type { Fields } from "../../fields.ts";
import type { Direction } from "../history/loss.ts";
import { type PercentileSettings, pruneBeyond, readPercentileSettings } from "./percentile.ts";
import type { Pruner, PrunerKind } from "./pruner.ts";

export interface MedianSpec extends PercentileSettings {
  readonly name: "median";
}

export const median: PrunerKind<MedianSpec> = { read: readMedian, create: createMedian };

/** Reads the median rule's own settings; `maxStep` is the epochs of a full trial. */
function readMedian(fields: Fields, maxStep: number): MedianSpec {
  return { name: "median", ...readPercentileSettings(fields, maxStep) };
}

/** Prunes a trial whose best value so far is worse than the median of others at the same step; see `pruneBeyond`. */
function createMedian(spec: MedianSpec, maxStep: number, direction: Direction): Pruner {
  return pruneBeyond(50, (median) => `median ${median}`, spec, maxStep, direction);
}
