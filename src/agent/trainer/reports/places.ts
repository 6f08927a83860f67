import { glob } from "node:fs/promises";
import { resolve } from "node:path";
import { BOUNDS } from "../../bounds.ts";
import { clock } from "../../clock.ts";

/** Whether a path of a document stands for several: `*` is any name, `**` any number of folders. */
export function isPlaces(path: string): boolean {
  return path.includes("*");
}

/** A path up to the first part of it that is not known. */
export function knownPart(path: string): string {
  const parts = path.split("/");
  const first = parts.findIndex(isPlaces);
  return first === -1 ? path : parts.slice(0, first).join("/") || (path.startsWith("/") ? "/" : ".");
}

/** The files that a path stands for: one, or those that are there now where its name is not known. */
export class Places {
  readonly #path: string;
  readonly #base: string;
  #found: readonly string[] = [];
  #nextMs = 0;

  constructor(path: string, base: string) {
    this.#path = path;
    this.#base = base;
  }

  /** Absolute and sorted, at most `BOUNDS.places`. A folder with very many files is not searched at every call, but for the last one, `ended`. */
  async find(ended: boolean): Promise<readonly string[]> {
    if (!isPlaces(this.#path)) return [resolve(this.#base, this.#path)];
    const beforeMs = clock.now();
    if (beforeMs < this.#nextMs && !ended) return this.#found;
    this.#found = await findPlaces(this.#path, this.#base);
    const tookMs = clock.now() - beforeMs;
    this.#nextMs = clock.now() + (tookMs > QUICK_MS ? tookMs * REST : 0);
    return this.#found;
  }
}

// A search that takes longer than that, which is more than a cold disk, takes a twentieth of the time at most.
const QUICK_MS = 250;
const REST = 20;

/** The paths that a path with `*` and `**` stands for now. */
export async function findPlaces(path: string, base: string): Promise<string[]> {
  const found: string[] = [];
  for await (const one of glob(path, { cwd: base, exclude: (name) => name === "node_modules" || name === ".git" })) {
    found.push(resolve(base, one));
    if (found.length >= BOUNDS.places) break;
  }
  return found.sort();
}
