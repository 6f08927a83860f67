import type { Random } from "../chance/stream.ts";
import type { HistoryView } from "../history/history.ts";
import type { Axis } from "../space/axis.ts";
import { configurations, type Levels, randomParams } from "../space/configuration.ts";
import type { Params } from "../space/parameter.ts";

/** How many draws may turn out to be known before one goes another way: where less than one configuration in ten is left, a walk is cheaper. */
export const MOST_DRAWS = 16;

/** Params drawn at random that no trial has; `null` when the space is finite and used up. */
export function freshParams(axes: readonly Axis[], history: HistoryView, random: Random): Params | null {
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const params = randomParams(axes, random);
    if (!history.contains(params)) return params;
  }
  // Nearly used up: walk through the space from a random corner. Of n + 1 configurations one is not among the n tried.
  const levels = axes.map((axis) => rotated(axis, random));
  for (const params of configurations(axes, levels)) {
    if (!history.contains(params)) return params;
  }
  return null;
}

function rotated(axis: Axis, random: Random): Levels {
  if (axis.kind === "continuous") return { count: Number.POSITIVE_INFINITY, at: () => axis.fromUnit(random.next()) };
  const offset = random.integer(axis.levels);
  return { count: axis.levels, at: (index) => axis.value((index + offset) % axis.levels) };
}
