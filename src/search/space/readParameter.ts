import { isRawNumber } from "../../asWritten.ts";
import type { Mistake } from "../../error.ts";
import { Fields, isObject } from "../../fields.ts";
import { nestedRule } from "./nested.ts";
import {
  type CategoricalParameter,
  type FloatParameter,
  type IntParameter,
  isParamValue,
  labelOf,
  type Parameter,
  type ParamValue,
  type Scale,
} from "./parameter.ts";
import { readNormal } from "./readNormal.ts";
import { readNumber } from "./readNumber.ts";
import { readPrior } from "./readPrior.ts";
import { readKind, type Type } from "./readType.ts";

/** A parameter still without its condition, and what the document says of the condition. */
export interface ParsedParameter {
  readonly parameter: Parameter;
  readonly when: unknown;
}

/** Reads all of one parameter but its condition; `null` when too little of it can be understood to go on. */
export function readParameter(raw: unknown, path: string, mistakes: Mistake[]): ParsedParameter | null {
  if (!isObject(raw)) {
    mistakes.push({ path, value: raw, rule: "must be an object with a name and a type" });
    return null;
  }
  const nested = nestedRule(raw);
  if (nested !== null) {
    mistakes.push({ path, value: undefined, rule: nested });
    return null;
  }
  const fields = new Fields(raw, path, mistakes);
  const name = readName(fields);
  const type = readKind(raw, fields);
  const when = fields.raw("when");
  const before = mistakes.length;
  // One mistake is enough where nothing else is said.
  if (raw.type !== type && !RANGE_KEYS.some((key) => Object.hasOwn(raw, key))) return null;
  const parameter = readType(type, name, fields);
  const rawPrior = fields.raw("prior");
  // Of a range that is wrong nobody can say whether the centre lies in it.
  const isKnown = rawPrior !== undefined && mistakes.length === before;
  const prior = isKnown ? readPrior(rawPrior, parameter, fields.path("prior"), mistakes) : null;
  fields.end(OTHER_KEYS);
  return { parameter: prior === null ? parameter : { ...parameter, prior }, when };
}

const OTHER_KEYS = {
  log: "scale: log",
  low: "min",
  lower: "min",
  high: "max",
  upper: "max",
  q: "step",
  choices: "values",
  categories: "values",
  mean: "mu",
  std: "sigma",
  default: "prior: { center: ... }, or enqueue",
};

const RANGE_KEYS = ["min", "max", "value", "values", "mu", "sigma"];

/** How many values a list of them may have. */
export const MAX_VALUES = 256;

const NAME = /^(?=.{1,64}$)[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$/;

const NAME_RULE = "must be a letter or _, then letters, digits or _, with dots between parts, at most 64 characters";

function readName(fields: Fields): string {
  const name = fields.raw("name");
  if (typeof name !== "string" || !NAME.test(name)) {
    const plain = String(name)
      .replace(/^[+-]+/, "")
      .replace(/[-/ ]/g, "_");
    const meant = typeof name === "string" && NAME.test(plain) ? `; ${plain} would do` : "";
    fields.mistake("name", name, NAME_RULE + meant);
    return "";
  }
  // Params are plain objects, which have these names from birth.
  if (name in {} || name === "prototype") {
    fields.mistake("name", name, "is a name that JavaScript keeps for itself; choose another");
  }
  return name;
}

function readType(type: Type, name: string, fields: Fields): Parameter {
  switch (type) {
    case "float":
      return readFloat(name, fields);
    case "int":
      return readInt(name, fields);
    case "categorical":
      return readCategorical(name, fields);
  }
}

function readFloat(name: string, fields: Fields): FloatParameter {
  if (fields.raw("distribution") !== undefined) return readNormal(name, fields);
  const { min, max, scale } = readRange(fields, readNumber);
  const step = fields.raw("step") === undefined ? null : readNumber(fields, "step");
  if (step !== null) checkStep(fields, step, max - min);
  return { type: "float", name, min, max, scale, step, when: {} };
}

function readInt(name: string, fields: Fields): IntParameter {
  const { min, max, scale } = readRange(fields, readWhole);
  const step = fields.raw("step") === undefined ? 1 : readWhole(fields, "step");
  checkStep(fields, step, max - min);
  return { type: "int", name, min, max, scale, step, when: {} };
}

function readRange(fields: Fields, read: (fields: Fields, key: string) => number) {
  const min = read(fields, "min");
  const max = read(fields, "max");
  const scale: Scale = fields.choice("scale", ["linear", "log"], "linear");
  if (min >= max) fields.mistake("min", min, `must be less than max, which is ${max}`);
  if (max - min === Number.POSITIVE_INFINITY) fields.mistake("max", max, `is too far from min, which is ${min}`);
  if (scale === "log" && min <= 0) fields.mistake("min", min, "must be above 0 on the log scale");
  return { min, max, scale };
}

function checkStep(fields: Fields, step: number, span: number): void {
  if (step <= 0) fields.mistake("step", step, "must be above 0");
  else if (step > span && span > 0) fields.mistake("step", step, `must be at most max - min, which is ${span}`);
  else if (span / step >= Number.MAX_SAFE_INTEGER) fields.mistake("step", step, "makes 2^53 or more values");
}

function readWhole(fields: Fields, key: string): number {
  const value = readNumber(fields, key);
  if (Number.isNaN(value) || Number.isSafeInteger(value)) return value;
  fields.mistake(key, value, "must be a whole number within ±(2^53 - 1), because the type is int");
  return Number.NaN;
}

function readCategorical(name: string, fields: Fields): CategoricalParameter {
  const raw = fields.raw("values");
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > MAX_VALUES) {
    const rule = `must be a list of 1 to ${MAX_VALUES} values`;
    if (Array.isArray(raw)) fields.mistake("values", undefined, `${rule}, not of ${raw.length}`);
    else fields.mistake("values", raw, rule);
    return { type: "categorical", name, values: [], when: {} };
  }
  const values: ParamValue[] = [];
  const json: Record<string, string> = {};
  let first: ParamValue | null = null;
  raw.forEach((each: unknown, index) => {
    const { value, text } = meantBy(each);
    const rule = valueMistake(value, values) ?? (Array.isArray(each) ? listRule(each) : kindRule(each, value, first));
    if (rule !== null) fields.mistake(`values[${index}]`, each, rule);
    if (!isParamValue(value)) return;
    values.push(value);
    if (each !== null && !Array.isArray(each)) first ??= value;
    if (text !== null) json[String(value)] = text;
  });
  const special = Object.keys(json).length > 0;
  return { type: "categorical", name, values, when: {}, ...(special ? { json } : {}) };
}

// `text`: its JSON, where JSON would write the value otherwise.
function meantBy(raw: unknown): { readonly value: unknown; readonly text: string | null } {
  if (isRawNumber(raw)) return { value: Number(raw.rawJSON), text: raw.rawJSON };
  if (raw !== null && !Array.isArray(raw)) return { value: raw, text: null };
  const text = JSON.stringify(raw);
  return { value: labelOf(JSON.parse(text)), text };
}

// It stands in every answer about a trial.
const LONGEST_CHOICE = 1024;

function valueMistake(value: unknown, before: readonly ParamValue[]): string | null {
  if (!isParamValue(value)) return "must be a finite number, a text, true or false, null or a list";
  if (typeof value === "string" && value.length > LONGEST_CHOICE)
    return `must have at most ${LONGEST_CHOICE} characters`;
  return before.includes(value) ? "stands in the list twice" : null;
}

// Lists and null may stand beside anything: `[null, 5, 10]` are depths.
function kindRule(raw: unknown, value: unknown, first: ParamValue | null): string | null {
  if (raw === null || first === null || typeof value === typeof first) return null;
  return `must be a ${typeof first} like the first value; all are numbers, all texts, or all true or false`;
}

// Long enough for the layers of a network; a longer one wants a name of its own.
const LONGEST_LIST = 256;

function listRule(list: readonly unknown[]): string | null {
  if (JSON.stringify(list).length > LONGEST_LIST) return `must be at most ${LONGEST_LIST} characters long as JSON`;
  const good = (each: unknown): boolean =>
    each === null || isRawNumber(each) || isParamValue(each) || (Array.isArray(each) && each.every(good));
  return list.every(good) ? null : "must be a list of finite numbers, texts, true, false, null and lists";
}
