import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SweepError } from "../../error.ts";
import type { Readiness } from "../../shapes/diagnosis.ts";
import type { Engine } from "../engine.ts";
import type { Journal } from "../journal/journal.ts";

// Whoever asks more often gets the same answer: asking must not wear a disk.
const KEPT_MS = 2_000;
// Longer than a commit on a slow disk.
const ANSWER_MS = 3_000;

/** Looks whether what the controller stands on is there: the journal's thread answers, the last commit did not fail, the disk takes a few bytes. */
export class ReadinessProbe {
  readonly #engine: Engine;
  readonly #journal: Journal;
  readonly #folder: string;
  #last: { readonly atMs: number; readonly readiness: Promise<Readiness> } | null = null;

  /** `folder`: that of the journal. */
  constructor(engine: Engine, journal: Journal, folder: string) {
    this.#engine = engine;
    this.#journal = journal;
    this.#folder = folder;
  }

  /** Never rejects. Answers within 3 s. */
  look(): Promise<Readiness> {
    const nowMs = performance.now();
    if (this.#last === null || nowMs - this.#last.atMs >= KEPT_MS)
      this.#last = { atMs: nowMs, readiness: this.#look() };
    return this.#last.readiness;
  }

  async #look(): Promise<Readiness> {
    const looks = [
      this.#commits(),
      inTime("the journal", this.#journal.sweeps()),
      inTime("the disk", probe(this.#folder)),
    ];
    const found = await Promise.all(looks);
    const trouble = [...new Set(found.filter((what) => what !== null))];
    return { ready: trouble.length === 0, trouble };
  }

  async #commits(): Promise<string | null> {
    return this.#engine.load().refusal?.message ?? null;
  }
}

/** What is wrong with something that should have come to an end by now. */
async function inTime(what: string, work: Promise<unknown>): Promise<string | null> {
  const over = new AbortController();
  const late = sleep(ANSWER_MS, `${what} has not answered for ${ANSWER_MS / 1_000} s`, { signal: over.signal });
  late.catch(() => {});
  try {
    return await Promise.race([work.then(() => null), late]);
  } catch (error) {
    return error instanceof SweepError ? error.message : `${what}: ${String(error)}`;
  } finally {
    over.abort();
  }
}

/** Writes a few bytes through to the disk and takes them away again. */
async function probe(folder: string): Promise<void> {
  const path = join(folder, `probe-${process.pid}`);
  const file = await open(path, "w");
  try {
    await file.writeFile(Buffer.alloc(PROBE_BYTES));
    await file.sync();
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

// A block of most file systems: fewer may fit into what a full disk has left.
const PROBE_BYTES = 4 * 1024;
