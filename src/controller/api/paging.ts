import { z } from "zod";
import { SweepError } from "../../error.ts";

/** How many of something a page has at most. */
export function limit(most: number, usual: number) {
  return z.coerce.number().int().min(1).max(most).default(usual);
}

/** A page of what a list shows, and where the next begins. */
export interface Page<T> {
  readonly items: T[];
  /** For the question after the next page; null: this is the last. */
  readonly next: string | null;
}

/**
 * A page of `all`. The cursor names the last one of the page before, by its key: what came or went in between moves nothing.
 * @throws SweepError `invalid` when the cursor is none of this list, `notFound` when what it names is gone
 */
export function pageOf<T>(all: readonly T[], keyOf: (item: T) => string, size: number, cursor?: string): Page<T> {
  const from = cursor === undefined ? 0 : 1 + find(all, keyOf, cursor);
  const items = all.slice(from, from + size);
  const last = items.at(-1);
  const isLast = last === undefined || from + items.length >= all.length;
  return { items, next: isLast ? null : Buffer.from(keyOf(last)).toString("base64url") };
}

function find<T>(all: readonly T[], keyOf: (item: T) => string, cursor: string): number {
  const key = Buffer.from(cursor, "base64url").toString();
  const at = all.findIndex((item) => keyOf(item) === key);
  if (at < 0)
    throw new SweepError("invalid", `query.cursor: ${JSON.stringify(cursor)} is no place in this list (any more)`);
  return at;
}
