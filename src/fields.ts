import type { Mistake } from "./error.ts";
import { didYouMean } from "./nearest.ts";

/**
 * Reads one object of unknown shape, field by field, and collects every mistake instead of stopping at the first.
 *
 * A getter returns the fallback (or undefined) after a mistake, so that reading goes on; the result counts only when no mistake was added.
 * Call `end` last: it reports the keys that nobody asked for.
 */
export class Fields {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #path: string;
  readonly #mistakes: Mistake[];
  readonly #asked = new Set<string>();

  /** `main`: the key that somebody means who writes a text in place of the object. */
  constructor(raw: unknown, path: string, mistakes: Mistake[], main?: string) {
    this.#path = path;
    this.#fields = new Map(isObject(raw) ? Object.entries(raw) : []);
    // Of something that is no object at all, one mistake is enough: what its fields lack is not said.
    this.#mistakes = isObject(raw) ? mistakes : [];
    const form = main !== undefined && typeof raw === "string" ? `: { ${main}: ${raw} }` : "";
    if (!isObject(raw)) mistakes.push({ path, value: raw, rule: missing(raw, `must be an object${form}`) });
  }

  /** What stands there; undefined when the key is absent or null. */
  raw(key: string): unknown {
    this.#asked.add(key);
    return this.#fields.get(key) ?? undefined;
  }

  path(key: string): string {
    return `${this.#path}.${key}`;
  }

  /** `key` null: the object itself. */
  mistake(key: string | null, value: unknown, rule: string): void {
    this.#mistakes.push({ path: key === null ? this.#path : this.path(key), value, rule });
  }

  /** Fallback undefined: the field is required. */
  integer(key: string, bounds: { min: number; max?: number }, fallback?: number): number {
    const value = this.raw(key) ?? fallback;
    const { min, max = Number.MAX_SAFE_INTEGER } = bounds;
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    const range = bounds.max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
    this.mistake(key, value, missing(value, `must be a whole number ${range}`));
    return fallback ?? min;
  }

  /** From `min` to `max`, both included. */
  number(key: string, { min, max }: { min: number; max: number }, fallback: number): number {
    const value = this.raw(key) ?? fallback;
    if (typeof value === "number" && value >= min && value <= max) return value;
    this.mistake(key, value, `must be a number from ${min} to ${max}`);
    return fallback;
  }

  text(key: string, fallback?: string): string {
    const value = this.raw(key) ?? fallback;
    if (typeof value === "string" && value !== "" && value.length <= LONGEST_TEXT) return value;
    const long = typeof value === "string" && value !== "";
    const rule = long ? `must have at most ${LONGEST_TEXT} characters` : "must be a text that is not empty";
    this.mistake(key, value, missing(value, rule));
    return fallback ?? "";
  }

  /** `others`: what other tools call these, to say which is meant. */
  choice<T extends string>(key: string, choices: readonly T[], fallback?: T, others: OtherWords<T> = {}): T {
    const value = this.raw(key) ?? fallback;
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    const rule = `must be ${choices.map((choice) => JSON.stringify(choice)).join(" or ")}`;
    this.mistake(key, value, missing(value, rule + meant(value, choices, others)));
    return fallback ?? (choices[0] as T);
  }

  /** `others`: what other tools call keys, and what is to be written here. */
  end(others: Readonly<Record<string, string>> = {}): void {
    const known = [...this.#asked];
    for (const key of this.#fields.keys()) {
      if (this.#asked.has(key)) continue;
      // One that stands there already is not meant twice.
      const free = known.filter((name) => !this.#fields.has(name));
      const other = Object.hasOwn(others, key) ? `; here it is ${others[key]}` : didYouMean(key, free);
      this.mistake(key, undefined, `unknown key; known here: ${known.join(", ")}${other}`);
    }
  }
}

// A path may have so many; every text comes back in answers, which have an end.
const LONGEST_TEXT = 4096;

/** Words of other tools, in lower case, and ours for each. */
export type OtherWords<T extends string> = Readonly<Record<string, T>>;

function meant<T extends string>(value: unknown, choices: readonly T[], others: OtherWords<T>): string {
  const other = typeof value === "string" ? new Map(Object.entries(others)).get(value.toLowerCase()) : undefined;
  return other === undefined ? didYouMean(value, choices) : `; did you mean ${other}?`;
}

export function isObject(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

function missing(value: unknown, rule: string): string {
  return value === undefined ? `is missing; it ${rule}` : rule;
}
