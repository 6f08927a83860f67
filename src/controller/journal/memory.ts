import assert from "node:assert/strict";
import type { Event } from "../core/events.ts";
import { isAbout } from "./about.ts";
import type { Append, Appended, Journal, Summary } from "./journal.ts";

/**
 * A journal that lasts as long as the object: for tests and simulations. `close` loses nothing, so that a test can play a restart by
 * going on with the same object. Events pass through JSON as in every other journal; who changes one afterwards changes a copy.
 */
export function openMemoryJournal(): Journal {
  return new MemoryJournal();
}

/** A history longer than this takes several chunks, as it does on a disk. */
const CHUNK_EVENTS = 1_000;

class MemoryJournal implements Journal {
  /** One JSON text an event, by sweep; a Map keeps the order of creation. */
  readonly #sweeps = new Map<string, string[]>();
  readonly #over = new Map<string, boolean>();
  readonly #kept = new Map<string, { readonly seq: number; readonly bytes: Uint8Array }>();

  async append(appends: readonly Append[]): Promise<Appended[]> {
    return appends.map((append) => this.#appendOne(append));
  }

  async *read(sweep: string, afterSeq: number): AsyncGenerator<readonly Event[]> {
    const events = this.#sweeps.get(sweep) ?? [];
    for (let from = afterSeq; from < events.length; from += CHUNK_EVENTS) {
      yield events.slice(from, from + CHUNK_EVENTS).map((text): Event => JSON.parse(text));
    }
  }

  async *about(sweep: string, trial: number): AsyncGenerator<readonly Event[]> {
    for await (const events of this.read(sweep, 0)) yield events.filter((event) => isAbout(event, trial));
  }

  async sweeps(): Promise<string[]> {
    return [...this.#sweeps.keys()];
  }

  async summaries(): Promise<Summary[]> {
    return [...this.#sweeps.keys()].map((sweep) => {
      const over = this.#over.get(sweep) ?? false;
      const kept = this.#kept.get(sweep);
      return { sweep, over, kept: kept?.seq === this.#sweeps.get(sweep)?.length ? (kept?.bytes ?? null) : null };
    });
  }

  async keep(sweep: string, seq: number, bytes: Uint8Array): Promise<void> {
    if (this.#sweeps.get(sweep)?.length === seq) this.#kept.set(sweep, { seq, bytes });
  }

  async remove(sweep: string, expectedSeq: number): Promise<boolean> {
    const found = this.#sweeps.get(sweep)?.length === expectedSeq;
    return found && this.#sweeps.delete(sweep);
  }

  async close(): Promise<void> {}

  #appendOne({ sweep, expectedSeq, events, over = false }: Append): Appended {
    assert(events.length > 0, "an append has at least one event");
    const kept = this.#sweeps.get(sweep) ?? [];
    if (kept.length !== expectedSeq) return { kind: "conflict", seq: kept.length };
    for (const event of events) kept.push(JSON.stringify(event));
    this.#sweeps.set(sweep, kept);
    this.#over.set(sweep, over);
    return { kind: "appended", seq: kept.length };
  }
}
