import type { Random } from "../chance/stream.ts";
import { type Axis, fromUnit } from "./axis.ts";
import { isActive, type Params, type ParamValue } from "./parameter.ts";

/** Params drawn at random: every active parameter uniform on its axis, but for those that are given. */
export function randomParams(axes: readonly Axis[], random: Random, given: Params = {}): Params {
  return buildParams(axes, (index) => given[axes[index].parameter.name] ?? fromUnit(axes[index], random.next()));
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
