import type { TrialShape } from "../../../src/shapes/trial.ts";
import { plain } from "../words/text.ts";

/** What trials are asked for. */
export interface TrialQuestion {
  /** "" is any. */
  readonly state: string;
  /** Words and conditions with spaces between: `focal learning_rate<0.01 loss=focal`. All must hold. */
  readonly find: string;
  /** A column, with - in front the largest first: trial, value, steps, state, testValue or param.NAME. */
  readonly sort: string;
}

/** The trials that a question asks for, in its order; those that lack what is sorted by come last. */
export function askedTrials(trials: readonly TrialShape[], { state, find, sort }: TrialQuestion): TrialShape[] {
  const conditions = find.split(/\s+/).filter(Boolean).map(readCondition);
  const found = trials.filter((trial) => {
    return (state === "" || trial.state === state) && conditions.every((holds) => holds(trial));
  });
  const falls = sort.startsWith("-");
  const order = falls ? -1 : 1;
  const keyed = found.map((trial) => ({ trial, key: keyOf(trial, falls ? sort.slice(1) : sort) }));
  keyed.sort((a, b) => {
    if (a.key === b.key) return a.trial.trial - b.trial.trial;
    if (a.key === null || b.key === null) return a.key === null ? 1 : -1;
    return (a.key < b.key ? -1 : 1) * order;
  });
  return keyed.map(({ trial }) => trial);
}

type Condition = (trial: TrialShape) => boolean;

function readCondition(text: string): Condition {
  const [, name, operator = "", value = ""] = /^([^=!<>]+)(=|!=|<=|>=|<|>)(.+)$/.exec(text) ?? [];
  if (name === undefined) return (trial) => textOf(trial).includes(plain(text).toLowerCase());
  return (trial) => {
    const has = name === "value" ? trial.value : name === "steps" ? trial.steps : trial.params[name];
    return has !== undefined && has !== null && holds(has, operator, value);
  };
}

function holds(has: unknown, operator: string, text: string): boolean {
  const limit = Number(text);
  const isSame = String(has) === text || (typeof has === "number" && has === limit);
  if (operator === "=") return isSame;
  if (operator === "!=") return !isSame;
  if (typeof has !== "number" || Number.isNaN(limit)) return false;
  if (operator === "<") return has < limit;
  if (operator === "<=") return has <= limit;
  return operator === ">" ? has > limit : has >= limit;
}

function textOf({ trial, state, reason, params }: TrialShape): string {
  return plain([`trial ${trial}`, state, reason ?? "", ...Object.values(params).map(String)].join(" ")).toLowerCase();
}

function keyOf(trial: TrialShape, by: string): number | string | null {
  const value = by.startsWith("param.") ? trial.params[by.slice("param.".length)] : columnOf(trial, by);
  return typeof value === "number" || value === undefined || value === null ? (value ?? null) : String(value);
}

function columnOf(trial: TrialShape, by: string): number | string | null {
  switch (by) {
    case "value":
      return trial.value;
    case "steps":
      return trial.steps;
    case "state":
      return trial.state;
    case "testValue":
      return trial.testValue;
    default:
      return trial.trial;
  }
}
