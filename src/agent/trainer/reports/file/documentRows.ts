import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { SweepError } from "../../../../error.ts";
import { isObject } from "../../../../fields.ts";
import { BOUNDS } from "../../../bounds.ts";
import { parseJson } from "../../json.ts";
import { unlessMissing } from "../growingFile.ts";
import { namesOf, type Row, valueAt } from "./row.ts";

/** A version of a file. */
interface Version {
  readonly mtimeMs: number;
  readonly size: number;
  readonly ino: number;
  readonly digest: string;
}

/**
 * The rows of a file that is one JSON text and is written anew each time: the entries of a list, as `log_history` of trainer_state.json; the
 * columns of an object of lists, as a history of Keras; or one object, as wandb-summary.json. Half a text is waited for.
 */
export class DocumentRows {
  readonly #path: string;
  readonly #name: string;
  #version: Version | null;
  /** What the last version has in place of the value that was looked for; for messages. */
  names: readonly string[] = [];
  // Why the last version could not be read.
  #fault: SweepError | null = null;

  private constructor(path: string, name: string, version: Version | null) {
    this.#path = path;
    this.#name = name;
    this.#version = version;
  }

  /** What is there now is an earlier attempt's. */
  static async fromHere(path: string, name: string): Promise<DocumentRows> {
    const found = await readVersion(path, null);
    return new DocumentRows(path, name, found?.version ?? null);
  }

  static fromStart(path: string, name: string): DocumentRows {
    return new DocumentRows(path, name, null);
  }

  /** All rows that have a value under the name, when the file has changed. `ended`: what cannot be read by now never can. */
  async look(value: string, ended: boolean): Promise<readonly Row[]> {
    const found = await readVersion(this.#path, this.#version);
    if (found !== null) {
      this.#version = found.version;
      this.#fault = null;
      try {
        return this.#rows(found.text, value);
      } catch (error) {
        if (!(error instanceof SweepError)) throw error;
        this.#fault = error;
      }
    }
    if (ended && this.#fault !== null) throw this.#fault;
    return [];
  }

  #rows(text: string, value: string): Row[] {
    const raw = this.#parse(text);
    const entries = entriesOf(raw, value, this.#name);
    const found = (entries ?? [raw]).filter((entry) => isObject(entry) && valueAt(entry, value) !== null);
    this.names = found.length > 0 ? [] : namesIn(entries ?? raw);
    return found.map((values, i) => ({
      values: values as Row["values"],
      where: entries === null ? this.#name : `${this.#name}, entry ${i + 1} with ${value}`,
      index: entries === null ? 0 : i + 1,
    }));
  }

  // JSON lines whatever they are called.
  #parse(text: string): unknown {
    try {
      return parseJson(text, this.#name);
    } catch (error) {
      const lines = text.trimEnd().split("\n");
      if (lines.length < 2 || !lines[0]?.trimEnd().endsWith("}")) throw error;
      return lines.map((line, i) => parseJson(line, `${this.#name}, line ${i + 1}`));
    }
  }
}

async function readVersion(path: string, before: Version | null): Promise<{ version: Version; text: string } | null> {
  return await unlessMissing(path, async () => {
    const { mtimeMs, size, ino } = await stat(path);
    if (before !== null && mtimeMs === before.mtimeMs && size === before.size && ino === before.ino) return null;
    if (size > BOUNDS.documentBytes) throw new Error(`its ${size} bytes are more than ${BOUNDS.documentBytes}`);
    const text = await readFile(path, "utf8");
    const digest = createHash("sha256").update(text).digest("hex");
    return { version: { mtimeMs, size, ino, digest }, text };
  });
}

/** The entries among which a value is looked for; null: there is one set of values. */
function entriesOf(raw: unknown, value: string, name: string): readonly unknown[] | null {
  if (Array.isArray(raw)) return raw;
  if (!isObject(raw)) return [];
  if (Array.isArray(valueAt(raw, value))) return columns(raw, value);
  const [prefix = "", ...rest] = value.split(".");
  if (Array.isArray(raw[prefix])) return raw[prefix].map((entry) => renamed(entry, rest.join("."), value));
  const lists = Object.entries(raw).filter(
    ([, list]) => Array.isArray(list) && list.some((one) => valueAt(one, value) !== null),
  );
  if (lists.length > 1) {
    const [one, other] = lists.map(([key]) => `${key}.${value}`);
    throw new SweepError("invalid", `${name}: has ${one} and ${other}: which is meant? Let value: name it so`);
  }
  const [, list] = lists[0] ?? [];
  return Array.isArray(list) ? list : null;
}

// val.f1 of an entry in the list val.
function renamed(entry: unknown, name: string, whole: string): unknown {
  const found = valueAt(entry, name);
  return isObject(entry) && found !== null ? { ...entry, [whole]: found } : entry;
}

function namesIn(raw: unknown): string[] {
  if (Array.isArray(raw)) return [...new Set(raw.slice(-MOST_ENTRIES).flatMap((entry) => namesOf(entry)))];
  const lists = isObject(raw) ? Object.values(raw).filter(Array.isArray) : [];
  return [...namesOf(raw), ...lists.flatMap((list) => namesIn(list))];
}

const MOST_ENTRIES = 10;

function columns(raw: Readonly<Record<string, unknown>>, value: string): unknown[] {
  const length = [valueAt(raw, value)].flat().length;
  const lists = Object.entries(raw).filter(([, list]) => Array.isArray(list));
  const nested = value in raw ? [] : [[value, valueAt(raw, value)] as const];
  return Array.from({ length }, (_, i) => {
    return Object.fromEntries(
      [...lists, ...nested].map(([name, list]) => [name, Array.isArray(list) ? list[i] : null]),
    );
  });
}
