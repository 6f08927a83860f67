import type { Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";
import type { BaselineSpec } from "./confirm.ts";

/** How each night of a series stands on those before it. */
export interface NightsSpec {
  /** Nights of which it takes the best configurations; 0: none. */
  readonly learnFrom: number;
  /** Configurations to take of all of them together. */
  readonly trials: number;
  /** After so many nights in a row that found nothing surely better than the baseline no further one is submitted; null: they go on. */
  readonly stopAfter: number | null;
}

/** Reads `nights: { learnFrom: 3, trials: 10, stopAfter: 14 }`, of which everything has its default. */
export function readNights(raw: unknown, baseline: BaselineSpec | undefined, mistakes: Mistake[]): NightsSpec {
  const fields = new Fields(raw ?? {}, "spec.nights", mistakes);
  const learnFrom = fields.integer("learnFrom", { min: 0, max: 16 }, 3);
  const trials = fields.integer("trials", { min: 1, max: 100 }, 10);
  const stopAfter = fields.raw("stopAfter") === undefined ? null : fields.integer("stopAfter", { min: 1, max: 1_000 });
  fields.end();
  if (stopAfter !== null && baseline === undefined) {
    const rule = "is missing; spec.nights.stopAfter counts the nights that found nothing surely better than it";
    mistakes.push({ path: "spec.baseline", value: undefined, rule });
  }
  return { learnFrom, trials, stopAfter };
}
