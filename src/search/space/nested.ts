import { isObject } from "../../fields.ts";

/**
 * The rule that a parameter with parameters inside breaks, as W&B nests them; null when it has none. It says the flat form that is meant, as far
 * as a line can hold it.
 */
export function nestedRule(raw: Readonly<Record<string, unknown>>): string | null {
  const { name, parameters, params, space, when: _when, prior: _prior, ...rest } = raw;
  const inside = [parameters, params, space].find(isObject) ?? (isNest(rest) ? rest : null);
  if (inside === null) return null;
  return `has parameters inside; write them flat, with dots in their names: ${flatForm(inside, String(name ?? "NAME"))}`;
}

/** The list that an object of parameters by name stands for, in a line. */
export function flatForm(parameters: Readonly<Record<string, unknown>>, prefix = ""): string {
  const flat = leaves(parameters, prefix);
  const more = flat.length > MOST_SHOWN ? ", ..." : "";
  return flat.slice(0, MOST_SHOWN).join(", ") + more;
}

const MOST_SHOWN = 3;

const OWN_KEYS = ["type", "min", "max", "value", "values", "distribution", "_type", "low", "lower"];

function isNest(raw: Readonly<Record<string, unknown>>): boolean {
  const values = Object.values(raw);
  return values.length > 0 && values.every(isObject) && !OWN_KEYS.some((key) => Object.hasOwn(raw, key));
}

function leaves(parameters: Readonly<Record<string, unknown>>, prefix: string): string[] {
  return Object.entries(parameters).flatMap(([key, value]) => {
    const name = prefix === "" ? key : `${prefix}.${key}`;
    if (!isObject(value)) return [];
    const { parameters: inside } = value;
    if (isObject(inside)) return leaves(inside, name);
    return isNest(value) ? leaves(value, name) : [leaf(name, value)];
  });
}

function leaf(name: string, raw: Readonly<Record<string, unknown>>): string {
  const { value, values, choices } = raw;
  const listed = values ?? choices ?? (value === undefined ? undefined : [value]);
  const word = String(raw.type ?? raw.distribution ?? raw._type ?? "");
  if (listed !== undefined || /choice|categorical/i.test(word)) {
    return `{ name: ${name}, type: categorical, values: ${inFlow(listed ?? raw._value ?? ["..."])} }`;
  }
  // NNI has both ends in a list.
  const ends = Array.isArray(raw._value) ? raw._value : [];
  const min = raw.min ?? raw.low ?? raw.lower ?? ends[0] ?? "...";
  const max = raw.max ?? raw.high ?? raw.upper ?? ends[1] ?? "...";
  const bare = word === "" && Number.isInteger(min) && Number.isInteger(max);
  const type = bare || /\bint|randint/i.test(word) ? "int" : "float";
  const isLog = /log/i.test(word) || raw.scale === "log" || raw.log === true;
  return `{ name: ${name}, type: ${type}, min: ${inFlow(min)}, max: ${inFlow(max)}${isLog ? ", scale: log" : ""} }`;
}

// As YAML in braces: texts without quotes.
function inFlow(value: unknown): string {
  return JSON.stringify(value)
    .replace(/"(\w+)"/g, "$1")
    .replace(/"\.\.\."/, "...")
    .replace(/,/g, ", ")
    .slice(0, 60);
}
