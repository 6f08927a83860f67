/** Does the work for one key. Returns after how many ms it wants to look at it again, or null: not before something changes. */
type Work = (key: string) => Promise<number | null>;

interface Waiting {
  timer: NodeJS.Timeout;
  atMs: number;
}

interface QueueOptions {
  /** Between the end of one turn of a key and the beginning of its next, in ms. */
  readonly spacingMs: number;
  /** Told of a turn that failed. Returns after how many ms it is tried again. */
  readonly onFailure: (key: string, error: unknown, failures: number) => number;
}

const AT_A_TIME = 4;
// Those that are gone are forgotten with the others: once in a while a turn comes sooner than it should.
const MOST_KEYS = 10_000;

/** Keys that want to be looked at: each once, however often it was named; one turn of a key at a time, and a few keys. */
export class WorkQueue {
  readonly #work: Work;
  readonly #options: QueueOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #ready = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #endedMs = new Map<string, number>();
  /** Named while they had their turn. */
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  /** Not before this, where the last turn failed. */
  readonly #heldMs = new Map<string, number>();
  #closed = false;

  constructor(work: Work, options: QueueOptions) {
    this.#work = work;
    this.#options = options;
  }

  /** To be looked at after so many ms, or sooner where it waits already. */
  add(key: string, afterMs = 0): void {
    if (this.#closed) return;
    const nowMs = performance.now();
    const atMs = Math.max(nowMs + afterMs, this.#earliestMs(key));
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined && waiting.atMs <= atMs) return;
    clearTimeout(waiting?.timer);
    const timer = setTimeout(() => this.#due(key), Math.max(0, atMs - nowMs)).unref();
    this.#waiting.set(key, { timer, atMs });
  }

  /** Ends what is under way, and begins nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.#ready.clear();
    await Promise.all(this.#running.values());
  }

  #due(key: string): void {
    this.#waiting.delete(key);
    if (this.#running.has(key)) this.#again.add(key);
    // A turn was under way when it was named, and has ended since.
    else if (this.#earliestMs(key) > performance.now()) return this.add(key);
    else this.#ready.add(key);
    this.#next();
  }

  /** When the next turn may begin. */
  #earliestMs(key: string): number {
    const spacedMs = (this.#endedMs.get(key) ?? Number.NEGATIVE_INFINITY) + this.#options.spacingMs;
    return Math.max(spacedMs, this.#heldMs.get(key) ?? 0);
  }

  #next(): void {
    for (const key of this.#ready) {
      if (this.#running.size >= AT_A_TIME) return;
      this.#ready.delete(key);
      this.#running.set(key, this.#turn(key));
    }
  }

  async #turn(key: string): Promise<void> {
    try {
      const againMs = await this.#work(key);
      this.#endedMs.set(key, performance.now());
      this.#failures.delete(key);
      this.#heldMs.delete(key);
      if (againMs !== null) this.add(key, againMs);
    } catch (error) {
      const failures = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, failures);
      this.#endedMs.set(key, performance.now());
      const pauseMs = this.#options.onFailure(key, error, failures);
      this.#heldMs.set(key, performance.now() + pauseMs);
      this.add(key, pauseMs);
    } finally {
      this.#running.delete(key);
      if (this.#endedMs.size > MOST_KEYS) this.#endedMs.clear();
      if (this.#again.delete(key)) this.add(key);
      if (!this.#closed) this.#next();
    }
  }
}
