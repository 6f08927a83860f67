import { isObject } from "../../fields.ts";
import type { SweepDetail } from "../../shapes/sweep.ts";
import { SERIES } from "../../words/series.ts";
import type { Night } from "./night.ts";

/** What the template says of its nights. */
export interface Standing {
  readonly objective: SweepDetail["objective"];
  /** Nights to learn from; 0: none. */
  readonly learnFrom: number;
  /** Configurations to take of all of them together. */
  readonly trials: number;
  /** Params of what is in production; null: nobody says. */
  readonly production: object | null;
  /** Trials of the budget. */
  readonly budget: number;
}

/**
 * The document of a night as it is created. What is in production is tried first; then, unless the template has a warmStart of its own, the best of the
 * last nights with the same objective that have found something, the newest first. What is about the series alone is left out.
 *
 * @param sweeps of any series, in the order of their creation
 */
export function prepareNight(
  { series, name, document }: Night,
  standing: Standing,
  sweeps: readonly SweepDetail[],
): object {
  const { spec } = document as { spec: Readonly<Record<string, unknown>> };
  const { nights: _, schedule: __, ...rest } = spec;
  const from = earlierNights(series, name, standing, sweeps);
  const enqueue = enqueued(rest.enqueue, standing);
  return {
    ...document,
    spec: {
      ...rest,
      ...(enqueue === undefined ? {} : { enqueue }),
      ...(rest.warmStart !== undefined || from.length === 0 ? {} : { warmStart: { from, trials: standing.trials } }),
    },
  };
}

function earlierNights(
  series: string,
  name: string,
  { learnFrom, objective }: Standing,
  sweeps: readonly SweepDetail[],
): string[] {
  if (learnFrom === 0) return [];
  const found = sweeps.filter((sweep) => {
    const isOwn = sweep.labels[SERIES] === series && sweep.sweep !== name && ENDED.has(sweep.state);
    const isAlike = sweep.objective.metric === objective.metric && sweep.objective.direction === objective.direction;
    return isOwn && isAlike && sweep.best !== null;
  });
  return found
    .slice(-learnFrom)
    .reverse()
    .map(({ sweep }) => sweep);
}

const ENDED: ReadonlySet<string> = new Set(["completed", "failed", "cancelled"]);

/** undefined: as the template has none. */
function enqueued(given: unknown, { production, budget }: Standing): unknown {
  if (production === null) return given ?? undefined;
  const queue: readonly unknown[] = Array.isArray(given) ? given : [];
  const isThere = queue.some((one) => isObject(one) && sameParams(one, production));
  // Where the template fills the budget by itself, production is compared in the confirmation alone.
  return isThere || queue.length >= budget ? queue : [production, ...queue];
}

/** Whether two configurations have the same values, in whatever order. */
export function sameParams(a: object, b: object): boolean {
  return textOf(a) === textOf(b);
}

function textOf(params: object): string {
  return JSON.stringify(Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
