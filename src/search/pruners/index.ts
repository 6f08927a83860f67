import type { Mistake } from "../../error.ts";
import { Fields } from "../../fields.ts";
import type { Direction } from "../loss.ts";
import { type AshaSpec, createAsha, readAsha } from "./asha.ts";
import { createMedian, type MedianSpec, readMedian } from "./median.ts";
import { createNone, type NoneSpec } from "./none.ts";
import type { Pruner } from "./pruner.ts";

export type { Pruner, Verdict } from "./pruner.ts";
export { rungs } from "./rungs.ts";

/** A pruner's settings, with every default filled in. */
export type PrunerSpec = NoneSpec | MedianSpec | AshaSpec;

/**
 * Reads the `pruner` of a sweep document; without one it is `asha` with minResource 1 and reductionFactor 3. Mistakes are collected, nothing
 * is thrown.
 */
export function readPruner(raw: unknown, epochsPerTrial: number, path: string, mistakes: Mistake[]): PrunerSpec {
  const fields = new Fields(raw ?? { name: "asha" }, path, mistakes);
  const name = fields.choice("name", NAMES);
  const spec = readers[name](fields, epochsPerTrial);
  fields.end();
  return spec;
}

/** The pruner of a spec, for trials of `epochsPerTrial` steps. */
export function createPruner(spec: PrunerSpec, epochsPerTrial: number, direction: Direction): Pruner {
  switch (spec.name) {
    case "none":
      return createNone();
    case "median":
      return createMedian(spec, epochsPerTrial, direction);
    case "asha":
      return createAsha(spec, epochsPerTrial, direction);
  }
}

const NAMES = ["none", "median", "asha"] as const;

const readers: Record<PrunerSpec["name"], (fields: Fields, maxStep: number) => PrunerSpec> = {
  none: () => ({ name: "none" }),
  median: readMedian,
  asha: readAsha,
};
