import type { Mistake } from "../../error.ts";
import { Fields, isObject } from "../../fields.ts";
import {
  type CategoricalParameter,
  type FloatParameter,
  type IntParameter,
  isParamValue,
  type Parameter,
  type ParamValue,
  type Scale,
} from "./parameter.ts";
import { readPrior } from "./readPrior.ts";

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
  const fields = new Fields(raw, path, mistakes);
  const name = readName(fields);
  const type = fields.raw("type");
  const when = fields.raw("when");
  const before = mistakes.length;
  const parameter = readType(type, name, fields);
  if (parameter === null) return null;
  const rawPrior = fields.raw("prior");
  // Of a range that is wrong nobody can say whether the centre lies in it.
  const isKnown = rawPrior !== undefined && mistakes.length === before;
  const prior = isKnown ? readPrior(rawPrior, parameter, fields.path("prior"), mistakes) : null;
  fields.end();
  return { parameter: prior === null ? parameter : { ...parameter, prior }, when };
}

/** How many values a list of them may have. */
export const MAX_VALUES = 256;

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

function readName(fields: Fields): string {
  const name = fields.raw("name");
  if (typeof name !== "string" || !NAME.test(name)) {
    fields.mistake("name", name, "must be a letter or _, then letters, digits or _, at most 64 characters");
    return "";
  }
  // Params are plain objects, which have these names from birth.
  if (name in {} || name === "prototype") {
    fields.mistake("name", name, "is a name that JavaScript keeps for itself; choose another");
  }
  return name;
}

function readType(type: unknown, name: string, fields: Fields): Parameter | null {
  switch (type) {
    case "float":
      return readFloat(name, fields);
    case "int":
      return readInt(name, fields);
    case "categorical":
      return readCategorical(name, fields);
    default:
      fields.mistake("type", type, 'must be "float", "int" or "categorical"');
      return null;
  }
}

function readFloat(name: string, fields: Fields): FloatParameter {
  const { min, max, scale } = readRange(fields, readNumber);
  const step = fields.raw("step") === undefined ? null : readNumber(fields, "step");
  if (step !== null && scale === "log") fields.mistake("step", step, "cannot stand with the log scale");
  else if (step !== null) checkStep(fields, step, max - min);
  return { type: "float", name, min, max, scale, step, when: {} };
}

function readInt(name: string, fields: Fields): IntParameter {
  const { min, max, scale } = readRange(fields, readWhole);
  const step = fields.raw("step") === undefined ? 1 : readWhole(fields, "step");
  if (scale === "log" && step !== 1) fields.mistake("step", step, "must be 1 on the log scale");
  else checkStep(fields, step, max - min);
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

// NaN after a mistake: no comparison with it holds, so one wrong number is one mistake.
function readNumber(fields: Fields, key: string): number {
  const value = fields.raw(key);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  fields.mistake(key, value, numberRule(value));
  return Number.NaN;
}

function numberRule(value: unknown): string {
  if (value === undefined) return "is missing; it must be a number";
  const quoted = typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
  return quoted ? "is a text; remove the quotes to make it a number" : "must be a finite number";
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
  raw.forEach((value: unknown, index) => {
    const rule = isParamValue(value)
      ? againstOthers(value, values)
      : "must be a finite number, a text or true or false";
    if (rule !== null) fields.mistake(`values[${index}]`, value, rule);
    if (isParamValue(value)) values.push(value);
  });
  return { type: "categorical", name, values, when: {} };
}

function againstOthers(value: ParamValue, before: readonly ParamValue[]): string | null {
  if (before.includes(value)) return "stands in the list twice";
  if (before.length > 0 && typeof value !== typeof before[0]) {
    return `must be a ${typeof before[0]} like the first value; all are numbers, all texts, or all true or false`;
  }
  return null;
}
