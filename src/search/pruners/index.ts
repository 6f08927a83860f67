import type { Mistake } from "../../error.ts";
import { Fields } from "../../fields.ts";
import type { Direction } from "../history/loss.ts";
import { type AshaSpec, createAsha, readAsha } from "./asha.ts";
import { type AutoSpec, createAuto, pickAuto } from "./auto.ts";
import { type CurveSpec, createCurve, readCurve } from "./curve.ts";
import { createHyperband, type HyperbandSpec, readHyperband } from "./hyperband.ts";
import { createMedian, type MedianSpec, readMedian } from "./median.ts";
import { createNone, type NoneSpec } from "./none.ts";
import { createOneEpoch, type OneEpochSpec, readOneEpoch } from "./oneEpoch.ts";
import { createPatience, type PatienceSpec, readPatience } from "./patience.ts";
import { createPercentile, type PercentileSpec, readPercentile } from "./percentile.ts";
import type { Pruner } from "./pruner.ts";
import { createThreshold, readThreshold, type ThresholdSpec } from "./threshold.ts";

export type { Pruner, Verdict } from "./pruner.ts";
export { rungs } from "./rungs.ts";

/** A pruner's settings, with every default filled in. */
export type PrunerSpec =
  | AutoSpec
  | NoneSpec
  | MedianSpec
  | PercentileSpec
  | ThresholdSpec
  | PatienceSpec
  | OneEpochSpec
  | AshaSpec
  | HyperbandSpec
  | CurveSpec;

/**
 * Reads the `pruner` of a sweep document; without one it is `auto`. Mistakes are collected, nothing is thrown.
 */
export function readPruner(raw: unknown, epochsPerTrial: number, path: string, mistakes: Mistake[]): PrunerSpec {
  const fields = new Fields(raw ?? { name: "auto" }, path, mistakes);
  const name = fields.choice("name", NAMES);
  const spec = readers[name](fields, epochsPerTrial, mistakes);
  fields.end();
  return spec;
}

/** The pruner of a spec, for trials of `epochsPerTrial` steps. */
export function createPruner(spec: PrunerSpec, epochsPerTrial: number, direction: Direction): Pruner {
  switch (spec.name) {
    case "auto":
      return createAuto(spec, epochsPerTrial, direction);
    case "none":
      return createNone();
    case "median":
      return createMedian(spec, epochsPerTrial, direction);
    case "percentile":
      return createPercentile(spec, epochsPerTrial, direction);
    case "threshold":
      return createThreshold(spec, epochsPerTrial);
    case "patience":
      return createPatience(spec, epochsPerTrial, direction);
    case "oneEpoch":
      return createOneEpoch(spec, epochsPerTrial, direction);
    case "asha":
      return createAsha(spec, epochsPerTrial, direction);
    case "hyperband":
      return createHyperband(spec, epochsPerTrial, direction);
    case "curve":
      return createCurve(spec, epochsPerTrial, direction);
  }
}

const NAMES = [
  "auto",
  "none",
  "median",
  "percentile",
  "threshold",
  "patience",
  "oneEpoch",
  "asha",
  "hyperband",
  "curve",
] as const;

type Reader = (fields: Fields, maxStep: number, mistakes: Mistake[]) => PrunerSpec;

const readers: Record<PrunerSpec["name"], Reader> = {
  auto: (_fields, maxStep) => pickAuto(maxStep),
  none: () => ({ name: "none" }),
  median: readMedian,
  percentile: readPercentile,
  threshold: readThreshold,
  patience: readPatience,
  oneEpoch: readOneEpoch,
  asha: readAsha,
  hyperband: readHyperband,
  curve: readCurve,
};
