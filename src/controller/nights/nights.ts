import { type NightShape, type NightsShape, SCHEDULED } from "../../shapes/nights.ts";
import type { SweepDetail } from "../../shapes/sweep.ts";
import { SERIES } from "../../words/series.ts";

/**
 * What the sweeps of a series have found, night after night, and what should be done about it. null: no sweep has this series.
 * @param sweeps of any series, in the order of their creation
 */
export function nightsOf(series: string, sweeps: readonly SweepDetail[]): NightsShape | null {
  const own = sweeps.filter(({ labels }) => labels[SERIES] === series);
  const newest = own.at(-1);
  if (newest === undefined) return null;
  const nights = own.map(nightShapeOf);
  return { series, objective: newest.objective, nights, advice: adviceOf(nights) };
}

function nightShapeOf({ sweep, labels, state, best, objective }: SweepDetail): NightShape {
  const confirmation = best?.confirmation ?? null;
  const isEnded = confirmation?.state === "ended";
  const mean = isEnded ? confirmation.mean : null;
  const estimate = best?.estimate ?? null;
  const baseline = isEnded ? confirmation.baseline : null;
  return {
    sweep,
    scheduled: scheduledOf(labels[SCHEDULED]),
    state,
    params: best?.params ?? null,
    value: mean ?? estimate?.value ?? best?.value ?? null,
    interval: mean === null ? (estimate?.interval ?? best?.interval ?? null) : (confirmation?.interval ?? null),
    confirmed: mean !== null,
    baseline:
      baseline === null
        ? null
        : {
            params: baseline.params,
            mean: baseline.mean,
            difference: baseline.difference,
            differenceInterval: baseline.differenceInterval,
            probabilityBetter: baseline.probabilityBetter,
          },
    surelyBetter: baseline !== null && gainOf(baseline.differenceInterval, objective.direction) > 0,
  };
}

/** What is surely gained, in the better direction: the near end of the interval; below 0 where nothing is sure. */
function gainOf(interval: readonly [number, number] | null, direction: "maximize" | "minimize"): number {
  if (interval === null) return Number.NEGATIVE_INFINITY;
  return direction === "maximize" ? interval[0] : -interval[1];
}

/** `20261129T0200Z` as ISO 8601. */
function scheduledOf(label: string | undefined): string | null {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z$/.exec(label ?? "") ?? [];
  return year === undefined ? null : `${year}-${month}-${day}T${hour}:${minute}:00Z`;
}

function adviceOf(nights: readonly NightShape[]): NightsShape["advice"] {
  const compared = nights.filter(({ baseline }) => baseline !== null);
  const last = compared.at(-1);
  if (last === undefined) {
    const reason = "no night was compared with production: its template needs baseline and confirm";
    return { kind: "unknown", sweep: null, reason };
  }
  const found = sinceRollout(compared).filter(({ surelyBetter }) => surelyBetter);
  const best = found.toSorted((a, b) => certainty(b) - certainty(a))[0];
  if (best === undefined)
    return { kind: "keep", sweep: last.sweep, reason: "nothing is surely better than production" };
  const chance = best.baseline?.probabilityBetter ?? null;
  const words = chance === null ? "surely better" : `better with a probability of ${(100 * chance).toFixed(1)} %`;
  return { kind: "rollOut", sweep: best.sweep, reason: `its best trial is ${words} than production` };
}

/** The nights since production last changed: those that were compared with the same params as the newest. */
function sinceRollout(compared: readonly NightShape[]): readonly NightShape[] {
  const paramsOf = ({ baseline }: NightShape) => JSON.stringify(baseline?.params);
  const newest = compared.at(-1);
  const other = compared.findLastIndex((night) => newest !== undefined && paramsOf(night) !== paramsOf(newest));
  return compared.slice(other + 1);
}

// By how much it is surely better, whichever way is better.
function certainty({ baseline }: NightShape): number {
  const [low, high] = baseline?.differenceInterval ?? [0, 0];
  return Math.min(Math.abs(low), Math.abs(high));
}
