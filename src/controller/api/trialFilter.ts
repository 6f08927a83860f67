import { invalid } from "../../error.ts";
import { isParamValue } from "../../search/space/parameter.ts";
import type { Sweep, Trial } from "../core/state.ts";
import { testValue } from "../core/views/classView.ts";

/** What trials are asked for; left out: all. */
export interface TrialQuery {
  readonly state?: string | undefined;
  readonly where?: string | readonly string[] | undefined;
  /** Such as `3,7,12-`. */
  readonly trials?: string | undefined;
}

/** The trials that a query asks for, by number. @throws SweepError `invalid` for a condition that is none, or is on no parameter of the sweep */
export function trialFilter(sweep: Sweep, { state, where = [], trials }: TrialQuery): Trial[] {
  const conditions = [where].flat().map((text) => readCondition(sweep, text));
  const isAsked = numberFilter(trials);
  return sweep.trials.filter(({ number }) => {
    if (!isAsked(number)) return false;
    const record = sweep.history.trials[number];
    if (record === undefined || (state !== undefined && record.state !== state)) return false;
    return conditions.every(({ name, holds }) => holds(record.params[name]));
  });
}

function numberFilter(asked: string | undefined): (number: number) => boolean {
  if (asked === undefined) return () => true;
  const parts = asked.split(",");
  const numbers = new Set(parts.filter((part) => !part.endsWith("-")).map(Number));
  const from = Math.min(...parts.filter((part) => part.endsWith("-")).map((part) => Number(part.slice(0, -1))));
  return (number) => number >= from || numbers.has(number);
}

interface Condition {
  readonly name: string;
  readonly holds: (value: unknown) => boolean;
}

const CONDITION = /^([^=!<>]+)(=|!=|<=|>=|<|>)(.*)$/s;

function readCondition({ spec }: Sweep, text: string): Condition {
  const [, name = "", operator = "", value = ""] = CONDITION.exec(text) ?? [];
  if (!spec.parameters.some((parameter) => parameter.name === name)) {
    const rule = `must be NAME=VALUE (or !=, <, <=, >, >=) on one of ${spec.parameters.map((one) => one.name).join(", ")}`;
    throw invalid([{ path: "query.where", value: text, rule }]);
  }
  if (/[<>]/.test(operator) && (value.trim() === "" || Number.isNaN(Number(value))))
    throw invalid([{ path: "query.where", value: text, rule: `must have a number after ${operator}` }]);
  return { name, holds: holder(operator, value) };
}

// An inactive parameter has no value: nothing holds of it, not even that it is another.
function holder(operator: string, text: string): Condition["holds"] {
  const limit = Number(text);
  const equals = (value: unknown) => String(value) === text || (typeof value === "number" && value === limit);
  switch (operator) {
    case "=":
      return (value) => isParamValue(value) && equals(value);
    case "!=":
      return (value) => isParamValue(value) && !equals(value);
    case "<":
      return (value) => typeof value === "number" && value < limit;
    case "<=":
      return (value) => typeof value === "number" && value <= limit;
    case ">":
      return (value) => typeof value === "number" && value > limit;
    default:
      return (value) => typeof value === "number" && value >= limit;
  }
}

type Key = number | string | null;

/** Trials by `sort` (see the route); those that lack it come last, equals in the order of their numbers. @throws SweepError `invalid` */
export function sorted(sweep: Sweep, trials: readonly Trial[], sort: string): Trial[] {
  const falls = sort.startsWith("-");
  const keyOf = sortKey(sweep, falls ? sort.slice(1) : sort);
  const keyed = trials.map((trial) => ({ trial, key: keyOf(trial) }));
  const order = falls ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === b.key) return a.trial.number - b.trial.number;
    if (a.key === null || b.key === null) return a.key === null ? 1 : -1;
    return (a.key < b.key ? -1 : 1) * order;
  });
  return keyed.map(({ trial }) => trial);
}

function sortKey(sweep: Sweep, by: string): (trial: Trial) => Key {
  const record = ({ number }: Trial) => sweep.history.trials[number];
  const param = by.startsWith("param.") ? by.slice("param.".length) : null;
  if (param !== null && sweep.spec.parameters.some(({ name }) => name === param)) {
    return (trial) => sortable(record(trial)?.params[param]);
  }
  switch (by) {
    case "trial":
      return ({ number }) => number;
    case "value":
      return (trial) => sortable(record(trial)?.values.at(-1));
    case "steps":
      return (trial) => record(trial)?.steps.at(-1) ?? 0;
    case "testValue":
      return (trial) => testValue(sweep, trial);
    default:
      throw invalid([
        { path: "query.sort", value: by, rule: "must be trial, value, steps, testValue or param.NAME of the sweep" },
      ]);
  }
}

function sortable(value: unknown): Key {
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  return value === undefined ? null : String(value);
}
