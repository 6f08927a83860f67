import type { Random } from "../chance/stream.ts";
import type { HistoryView } from "../history/history.ts";
import { type Axis, fromUnit } from "./axis.ts";
import { isActive, type Params, type ParamValue } from "./parameter.ts";

/** Params drawn at random: every active parameter uniform on its axis, but for those that are given. */
export function randomParams(axes: readonly Axis[], random: Random, given: Params = {}): Params {
  return buildParams(axes, (index) => given[axes[index].parameter.name] ?? fromUnit(axes[index], random.next()));
}

/** How many draws may turn out to be known before one goes another way: where less than one configuration in ten is left, a walk is cheaper. */
export const DRAWS = 16;

/** Params drawn at random that no trial has; `null` when the space is finite and used up. */
export function freshParams(axes: readonly Axis[], history: HistoryView, random: Random): Params | null {
  for (let draw = 0; draw < DRAWS; draw++) {
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

/** Values that a parameter takes one after the other. */
export interface Levels {
  readonly count: number;
  at(index: number): ParamValue;
}

/** Every configuration of `levels` (one an axis) once, the last parameter fastest. */
export function* configurations(axes: readonly Axis[], levels: readonly Levels[]): Generator<Params, void> {
  const picks = axes.map(() => 0);
  const build = () => buildParams(axes, (index) => levels[index].at(picks[index]));
  let params = build();
  yield params;
  for (let index = axes.length - 1; index >= 0; ) {
    const isLast = picks[index] + 1 >= levels[index].count;
    if (isLast || !Object.hasOwn(params, axes[index].parameter.name)) {
      picks[index--] = 0;
      continue;
    }
    picks[index]++;
    params = build();
    yield params;
    index = axes.length - 1;
  }
}

/** Params put together in declared order: `pick` is asked for the active parameters only. */
export function buildParams(axes: readonly Axis[], pick: (index: number) => ParamValue): Params {
  const params: Record<string, ParamValue> = {};
  for (let index = 0; index < axes.length; index++) {
    const { parameter } = axes[index];
    if (isActive(parameter, params)) params[parameter.name] = pick(index);
  }
  return params;
}

function rotated(axis: Axis, random: Random): Levels {
  if (axis.kind === "continuous") return { count: Number.POSITIVE_INFINITY, at: () => axis.fromUnit(random.next()) };
  const offset = random.integer(axis.levels);
  return { count: axis.levels, at: (index) => axis.value((index + offset) % axis.levels) };
}
