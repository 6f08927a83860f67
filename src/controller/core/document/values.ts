import { floatText, isRawNumber } from "../../../asWritten.ts";
import type { Mistake } from "../../../error.ts";
import { Fields, isObject } from "../../../fields.ts";
import type { Parameter, ParamValue, Space } from "../../../search/space/space.ts";

/** Values by name, each computed from one parameter: what a script wants to be told in its place. */
export type ComputedValues = Readonly<Record<string, ComputedValue>>;

export type ComputedValue = LinearValue | TableValue;

interface LinearValue {
  readonly kind: "linear";
  /** A parameter that is a number. */
  readonly of: string;
  /** [parameter, value], the parameter ascending; straight lines between them. They reach over the parameter's whole range. */
  readonly points: readonly (readonly [number, number])[];
  /** To the nearest whole number. */
  readonly round: boolean;
}

interface TableValue {
  readonly kind: "table";
  /** A categorical parameter. */
  readonly of: string;
  /** A value for each of the parameter's, by how that one is written. */
  readonly table: Readonly<Record<string, ParamValue>>;
}

/** The value for this value of its parameter, as a text: a rounded one is whole, every other one on the lines a float. */
export function computeText(value: ComputedValue, param: ParamValue): string {
  switch (value.kind) {
    case "linear": {
      const computed = interpolate(value.points, Number(param));
      return value.round ? String(Math.round(computed)) : floatText(computed);
    }
    case "table":
      return String(value.table[String(param)]);
  }
}

function interpolate(points: LinearValue["points"], x: number): number {
  // From the right, so that the last point belongs to the last line.
  const from = Math.max(
    0,
    points.slice(0, -1).findLastIndex(([start]) => start <= x),
  );
  const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = points.slice(from, from + 2);
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** Reads `values`: `{ NAME: { of: PARAMETER, linear: [[0, 0], [1, 16]], round: true } }` or `{ of: PARAMETER, table: { focal: 2 } }`. */
export function readValues(raw: unknown, path: string, space: Space, mistakes: Mistake[]): ComputedValues {
  if (!isObject(raw)) {
    mistakes.push({ path, value: raw, rule: "must be an object of values, each { of: PARAMETER, linear or table }" });
    return {};
  }
  const read = Object.entries(raw).map(([name, value]) => [name, readValue(value, `${path}.${name}`, space, mistakes)]);
  return Object.fromEntries(read);
}

function readValue(raw: unknown, path: string, space: Space, mistakes: Mistake[]): ComputedValue {
  const fields = new Fields(raw, path, mistakes);
  const of = fields.text("of");
  const parameter = space.find(({ name }) => name === of);
  if (of !== "" && parameter === undefined) fields.mistake("of", of, "is not a parameter of this sweep");
  const value =
    fields.raw("table") === undefined ? readLinear(of, parameter, fields) : readTable(of, parameter, fields);
  fields.end();
  return value;
}

function readLinear(of: string, parameter: Parameter | undefined, fields: Fields): LinearValue {
  const raw = fields.raw("linear");
  const round = fields.raw("round") ?? false;
  if (typeof round !== "boolean") fields.mistake("round", round, "must be true or false");
  const points = Array.isArray(raw) && raw.every(isPoint) ? raw : [];
  const ascending = points.every(([x], i) => i === 0 || x > (points[i - 1]?.[0] ?? x));
  if (points.length < 2 || !ascending) {
    const rule = "must be two or more points [parameter, value], the parameter ascending; or give a table";
    fields.mistake("linear", raw, rule);
  } else if (parameter !== undefined) {
    const rule = rangeRule(parameter, points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0);
    if (rule !== null) fields.mistake("linear", raw, rule);
  }
  return { kind: "linear", of, points, round: round === true };
}

function isPoint(raw: unknown): raw is readonly [number, number] {
  return Array.isArray(raw) && raw.length === 2 && raw.every(Number.isFinite);
}

function rangeRule(parameter: Parameter, first: number, last: number): string | null {
  const { name } = parameter;
  const numbers = parameter.type === "categorical" ? parameter.values : [parameter.min, parameter.max];
  if (!numbers.every((value) => typeof value === "number")) return `needs numbers, and ${name} has none; give a table`;
  const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
  return first <= min && last >= max ? null : `must reach from ${min} to ${max}, all that ${name} can be`;
}

function readTable(of: string, parameter: Parameter | undefined, fields: Fields): TableValue {
  const raw = fields.raw("table");
  const entries = isObject(raw) ? Object.entries(raw).map(asText).filter(isEntry) : [];
  const values = parameter?.type === "categorical" ? parameter.values.map(String) : [];
  if (!isObject(raw) || entries.length !== Object.keys(raw).length) {
    fields.mistake("table", raw, "must have a text, a number, true or false for each value of the parameter");
  } else if (parameter !== undefined && parameter.type !== "categorical") {
    fields.mistake("table", undefined, `needs a categorical parameter, and ${of} is none; give linear`);
  } else if (parameter !== undefined) {
    const missing = values.filter((value) => !Object.hasOwn(raw, value));
    if (missing.length > 0) fields.mistake("table", undefined, `has nothing for ${missing.join(", ")}`);
    const unknown = Object.keys(raw).filter((key) => !values.includes(key));
    if (unknown.length > 0) fields.mistake("table", undefined, `${unknown.join(", ")}: no value of ${of}`);
  }
  return { kind: "table", of, table: Object.fromEntries(entries) };
}

// A float that is whole stays one: as the text that it is in an argument.
function asText([key, value]: [string, unknown]): [string, unknown] {
  return [key, isRawNumber(value) ? value.rawJSON : value];
}

function isEntry(entry: [string, unknown]): entry is [string, ParamValue] {
  return ["string", "number", "boolean"].includes(typeof entry[1]);
}
