import { isObject } from "../../../../fields.ts";

/** One set of values in a report file, under the script's own names. */
export interface Row {
  readonly values: Readonly<Record<string, unknown>>;
  /** For messages: "metrics.csv, line 3". */
  readonly where: string;
  /** Which it is in its file, from 1, where the file is read as a whole each time, and 0 for its only one; null: rows come one after another. */
  readonly index: number | null;
}

/** What stands under a name, or, where dots are in it, inside nested objects: `val.f1`. Null when nothing does. */
export function valueAt(values: unknown, name: string): unknown {
  if (!isObject(values)) return null;
  if (Object.hasOwn(values, name)) return values[name] ?? null;
  for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
    const found = valueAt(values[name.slice(0, dot)], name.slice(dot + 1));
    if (found !== null) return found;
  }
  return null;
}

/** The names under which numbers stand, those of nested objects with dots. */
export function namesOf(values: unknown, before = ""): string[] {
  if (!isObject(values)) return [];
  return Object.entries(values).flatMap(([name, value]) => {
    return isObject(value) ? namesOf(value, `${before}${name}.`) : [before + name];
  });
}
