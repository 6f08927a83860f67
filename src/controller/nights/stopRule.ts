import type { NightsShape } from "../../shapes/nights.ts";
import { sameParams } from "./prepareNight.ts";

/**
 * Why a series has come to its end: the last `stopAfter` nights that were compared with what is in production now found nothing surely better. null: it
 * goes on. Nights that were not compared (cancelled, failed, of another production) count neither way.
 */
export function whyStopped(
  nights: NightsShape | null,
  production: object | null,
  stopAfter: number | null,
): string | null {
  if (stopAfter === null || production === null || nights === null) return null;
  const compared = nights.nights.filter(({ baseline }) => baseline !== null && sameParams(baseline.params, production));
  const last = compared.slice(-stopAfter);
  if (last.length < stopAfter || last.some(({ surelyBetter }) => surelyBetter)) return null;
  const found = stopAfter === 1 ? "the last night" : `the last ${stopAfter} nights`;
  return `${found} found nothing surely better than what is in production; to go on, change spec.baseline or raise spec.nights.stopAfter (${stopAfter})`;
}
