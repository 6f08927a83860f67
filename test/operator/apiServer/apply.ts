import { isDeepStrictEqual } from "node:util";

type Fields = Record<string, unknown>;

/** Lists that server-side apply merges by a key, by their path; all others are replaced as a whole. */
const KEYED: Readonly<Record<string, string>> = { "status.conditions": "type" };

/**
 * Server-side apply with force, in the part that is used here: sets what the body has; what the manager had applied before and has left out now goes.
 * @param owned the leaves that each manager has applied, changed in place
 */
export function applied(live: Fields, body: Fields, manager: string, owned: Map<string, Set<string>>): Fields {
  const leaves = new Set(leavesOf(body));
  const before = owned.get(manager) ?? new Set();
  const next = structuredClone(live);
  for (const leaf of before) if (!leaves.has(leaf) && !coveredBy(leaf, leaves)) drop(next, JSON.parse(leaf));
  set(next, body, "");
  for (const [other, fields] of owned) if (other !== manager) for (const leaf of leaves) fields.delete(leaf);
  owned.set(manager, leaves);
  return next;
}

function* leavesOf(value: unknown, path: readonly string[] = []): Generator<string> {
  const keyed = KEYED[path.join(".")];
  if (keyed !== undefined && Array.isArray(value)) {
    for (const item of value as Fields[]) yield* leavesOf(item, [...path, `[${String(item[keyed])}]`]);
  } else if (isFields(value) && Object.keys(value).length > 0) {
    for (const [key, child] of Object.entries(value)) yield* leavesOf(child, [...path, key]);
  } else yield JSON.stringify(path);
}

function coveredBy(leaf: string, leaves: ReadonlySet<string>): boolean {
  return [...leaves].some((other) => other.startsWith(leaf.slice(0, -1)));
}

function drop(at: unknown, [key = "", ...rest]: readonly string[]): void {
  const [, name] = /^\[(.*)\]$/.exec(key) ?? [];
  if (Array.isArray(at) && name !== undefined) {
    const index = at.findIndex((item) => Object.values(item).includes(name));
    if (index < 0) return;
    if (rest.length === 0) at.splice(index, 1);
    else drop(at[index], rest);
    return;
  }
  if (!isFields(at)) return;
  if (rest.length === 0) delete at[key];
  else drop(at[key], rest);
}

function set(at: Fields, body: Fields, path: string): void {
  for (const [key, value] of Object.entries(body)) {
    const below = path === "" ? key : `${path}.${key}`;
    const keyed = KEYED[below];
    if (keyed !== undefined && Array.isArray(value)) at[key] = mergedByKey(at[key], value, keyed);
    else if (isFields(value) && isFields(at[key])) set(at[key], value, below);
    else at[key] = structuredClone(value);
  }
}

function mergedByKey(live: unknown, items: Fields[], key: string): Fields[] {
  const merged = new Map((Array.isArray(live) ? (live as Fields[]) : []).map((item) => [item[key], { ...item }]));
  for (const item of items) merged.set(item[key], { ...merged.get(item[key]), ...structuredClone(item) });
  return [...merged.values()];
}

/** RFC 7386. */
export function mergePatched(live: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return structuredClone(patch);
  const next: Fields = isFields(live) ? { ...live } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key];
    else next[key] = mergePatched(next[key], value);
  }
  return next;
}

export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
