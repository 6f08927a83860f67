import type { Mistake } from "../../error.ts";
import { isObject } from "../../fields.ts";
import type { Random } from "../chance/stream.ts";
import type { HistoryView } from "../history/history.ts";
import { beliefOf } from "../learning/belief.ts";
import { type Axis, axesOf } from "../space/axis.ts";
import { randomParams } from "../space/configuration.ts";
import {
  isActive,
  isParamValue,
  labelOf,
  type Parameter,
  type Params,
  type ParamValue,
  type Space,
} from "../space/parameter.ts";
import { noParameter, valueRule } from "../space/valueRule.ts";
import { MOST_DRAWS } from "./freshParams.ts";
import type { Sampler } from "./index.ts";

/**
 * A sampler that proposes the configurations of `queue` first, in order, and asks `sampler` when each has had its trial. What one of them leaves
 * out is drawn at random, by the priors where there are any. How far the queue is, the history says, so nothing of it comes twice after a restart.
 */
export function enqueueFirst(queue: readonly Params[] | undefined, sampler: Sampler, space: Space): Sampler {
  if (queue === undefined) return sampler;
  const axes = axesOf(space);
  return {
    suggest(history, random) {
      const index = served(queue, history);
      if (index === queue.length) return sampler.suggest(history, random);
      const given = queue[index];
      const params = completeParams(axes, given, history, random);
      const drawn = Object.keys(params).filter((name) => !Object.hasOwn(given, name));
      const rest = drawn.length === 0 ? "" : `, drawn at random: ${drawn.join(", ")}`;
      return { kind: "params", params, why: `enqueued ${index + 1} of ${queue.length}${rest}` };
    },
  };
}

// How many of the queue have had their trial, or all of it. A replicate is none of them.
function served(queue: readonly Params[], { trials }: HistoryView): number {
  let count = 0;
  for (const { replicateOf, adopted } of trials) {
    if (count === queue.length) break;
    if (replicateOf === null && !adopted) count++;
  }
  return count;
}

/**
 * Params with what is given, as far as it exists in them; the rest drawn at random, by the priors where there are any. Of some draws the
 * first that is new; the last where none is, as where nothing is left to draw.
 */
export function completeParams(axes: readonly Axis[], given: Params, history: HistoryView, random: Random): Params {
  const belief = beliefOf(axes);
  const draw = () => (belief === null ? randomParams(axes, random, given) : belief.draw(random, given));
  let params = draw();
  for (let draws = 1; draws < MOST_DRAWS && history.contains(params); draws++) params = draw();
  return params;
}

/**
 * Reads the `enqueue` of a sweep document: configurations of the space, each of which may leave parameters out. One that exists under a
 * condition only must be given together with what makes it exist. Undefined when there is nothing to read.
 *
 * @param trials how many trials there will be at most; `null` when nobody knows
 */
export function readEnqueue(
  raw: unknown,
  { space, trials }: { space: Space; trials: number | null },
  path: string,
  mistakes: Mistake[],
): readonly Params[] | undefined {
  if (raw === undefined) return undefined;
  if (!Array.isArray(raw)) {
    mistakes.push({ path, value: raw, rule: "must be a list of configurations" });
    return undefined;
  }
  const most = Math.min(MAX_ENQUEUED, trials ?? MAX_ENQUEUED);
  if (raw.length > most) {
    const limit = most === MAX_ENQUEUED ? `${most} configurations` : `${most}, one a trial of the budget`;
    mistakes.push({ path, value: undefined, rule: `must have at most ${limit}, not ${raw.length}` });
    return undefined;
  }
  return raw.map((each: unknown, index) => readGiven(each, space, `${path}[${index}]`, mistakes));
}

// A list that people have written or exported stays far below.
const MAX_ENQUEUED = 1_000;

function readGiven(raw: unknown, space: Space, path: string, mistakes: Mistake[]): Params {
  if (!isObject(raw)) {
    mistakes.push({ path, value: raw, rule: "must be an object of parameter: value" });
    return {};
  }
  const params: Record<string, ParamValue> = {};
  for (const [name, said] of Object.entries(raw)) {
    if (said === undefined) continue;
    const value = labelOf(said);
    const parameter = space.find((known) => known.name === name);
    const rule = parameter === undefined ? noParameter(name, space) : valueRule(parameter, value);
    if (rule !== null) mistakes.push({ path: `${path}.${name}`, value: said, rule });
    else if (isParamValue(value)) params[name] = value;
  }
  for (const parameter of space) {
    if (!Object.hasOwn(params, parameter.name) || isActive(parameter, params)) continue;
    mistakes.push({ path: `${path}.${parameter.name}`, value: params[parameter.name], rule: parentsRule(parameter) });
  }
  return params;
}

function parentsRule({ when }: Parameter): string {
  const parents = Object.entries(when).map(([parent, values]) => `${parent}: ${JSON.stringify(values)}`);
  return `exists only with ${parents.join(" and ")}, which must be given too`;
}
