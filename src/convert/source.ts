import { isRawNumber } from "../asWritten.ts";
import type { Mistake } from "../error.ts";
import { isObject } from "../fields.ts";

/** Something of another tool's document that the sweep does not have, or has otherwise. */
export interface Remark {
  /** Where it stands in the other tool's document, such as `spec.resumePolicy`. */
  readonly path: string;
  /** Completes "path: ...". */
  readonly what: string;
}

/** What a reading has found so far. With a mistake there is no sweep; with remarks alone there is one. */
export interface Found {
  readonly remarks: Remark[];
  readonly mistakes: Mistake[];
}

/**
 * An object of another tool's document that is read key by key. `end` says of every key that nobody asked for that it has no counterpart, so that
 * nothing is dropped in silence. What is no object reads as an empty one.
 */
export class Source {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #asked = new Set<string>();
  readonly #path: string;
  readonly found: Found;

  /** `path`: empty for the whole document. */
  constructor(raw: unknown, path: string, found: Found) {
    this.#fields = new Map(isObject(raw) ? Object.entries(raw) : []);
    this.#path = path;
    this.found = found;
    if (raw !== undefined && !isObject(raw)) found.mistakes.push({ path, value: raw, rule: "must be an object" });
  }

  /** Where it stands; empty for the whole document. */
  get place(): string {
    return this.#path;
  }

  path(key: string): string {
    return this.#path === "" ? key : `${this.#path}.${key}`;
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  keys(): string[] {
    return [...this.#fields.keys()];
  }

  /** What stands there; undefined when the key is absent or null. */
  raw(key: string): unknown {
    this.#asked.add(key);
    return this.#fields.get(key) ?? undefined;
  }

  /** A text; numbers and flags are the text that they are written as. */
  text(key: string): string | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (isRawNumber(value)) return value.rawJSON;
    this.refuse(key, "must be a text");
    return undefined;
  }

  /** A number; a text that is one counts, for Katib writes numbers so. */
  number(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value)) return value;
    this.refuse(key, "must be a number");
    return undefined;
  }

  child(key: string): Source {
    return new Source(this.raw(key), this.path(key), this.found);
  }

  /** Of a list of objects; empty where there is none. */
  children(key: string): Source[] {
    return this.list(key).map((raw, index) => new Source(raw, `${this.path(key)}[${index}]`, this.found));
  }

  list(key: string): readonly unknown[] {
    const value = this.raw(key) ?? [];
    if (Array.isArray(value)) return value;
    this.refuse(key, "must be a list");
    return [];
  }

  remark(key: string, what: string): void {
    this.found.remarks.push({ path: this.path(key), what });
  }

  /** There can be no sweep of this. */
  refuse(key: string, rule: string): void {
    this.found.mistakes.push({ path: this.path(key), value: this.#fields.get(key), rule });
  }

  /** Says what nobody has asked for. */
  end(): void {
    for (const key of this.#fields.keys()) if (!this.#asked.has(key)) this.remark(key, "has no counterpart");
  }
}
