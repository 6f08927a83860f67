import type { Summary } from "./journal/journal.ts";

// Longer than a person looks at one, short enough that a look at many is not kept.
const KEPT_FOR_MS = 10_000;

/**
 * The sweeps that are over, of which only what is kept of them stays in memory: they are read when somebody asks, and let go again when nobody does.
 */
export class RestingSweeps {
  readonly #askedMs = new Map<string, number>();
  readonly #kept = new Map<string, Uint8Array>();

  /** As the journal knows them, before any was read. */
  found(summaries: readonly Summary[]): void {
    for (const { sweep, over, kept } of summaries) {
      if (!over) continue;
      this.#askedMs.set(sweep, 0);
      if (kept !== null) this.#kept.set(sweep, kept);
    }
  }

  has(sweep: string): boolean {
    return this.#askedMs.has(sweep);
  }

  /** A sweep has come to rest, has been woken, or is gone. */
  note(sweep: string, over: boolean, nowMs: number): void {
    if (over) {
      if (!this.#askedMs.has(sweep)) this.#askedMs.set(sweep, nowMs);
      return;
    }
    this.#askedMs.delete(sweep);
    this.#kept.delete(sweep);
  }

  /** As `note`, after new events: what was kept is of before. */
  changed(sweep: string, over: boolean, nowMs: number): void {
    this.#kept.delete(sweep);
    this.note(sweep, over, nowMs);
  }

  asked(sweep: string, nowMs: number): void {
    if (this.#askedMs.has(sweep)) this.#askedMs.set(sweep, nowMs);
  }

  /** Those for which nobody has asked for a while. */
  forgotten(nowMs: number): string[] {
    return [...this.#askedMs].flatMap(([sweep, askedMs]) => (nowMs - askedMs > KEPT_FOR_MS ? [sweep] : []));
  }

  /** What is kept of a sweep that is over; null when nothing is. */
  kept(sweep: string): Uint8Array | null {
    return this.#kept.get(sweep) ?? null;
  }

  keep(sweep: string, bytes: Uint8Array): void {
    if (this.#askedMs.has(sweep)) this.#kept.set(sweep, bytes);
  }
}
