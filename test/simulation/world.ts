import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import type { Chance } from "./chance.ts";
import { Queue } from "./queue.ts";

/** A process of the operating system, as far as time is concerned. */
export interface Process {
  readonly name: string;
  alive: boolean;
  /** Stopped: its timers and what comes in wait until it goes on. */
  paused: boolean;
  /** By how much its wall clock differs from the simulated time, in ms. */
  wallOffsetMs: number;
  readonly held: Happening[];
}

/** Something that a process will do at a time. */
export interface Happening {
  atMs: number;
  order: number;
  readonly kind: "timer" | "message";
  readonly process: Process;
  readonly run: () => void;
  cancelled: boolean;
}

// The first and the last of what happened, with the seed, are enough to begin with; `--trace` has all of it.
const KEPT_LINES = 80;
const EPOCH_MS = 1_700_000_000_000;

// Kept aside before anything is replaced.
const nextTurn = setImmediate;

// Which process runs. One for all worlds: each more makes every promise dearer.
const context = new AsyncLocalStorage<Process>();

/**
 * Everything of one seed: simulated time, the processes, and the one queue of what will happen. Between two happenings all promises are followed to
 * where they wait, so that the same seed gives the same order, always.
 */
export class World {
  nowMs = 0;
  readonly chance: Chance;
  readonly #queue = new Queue();
  readonly #hash = createHash("sha256");
  readonly #tell: ((line: string) => void) | null;
  readonly #lines: string[] = [];
  #orders = 0;
  /** The first promise that was broken. */
  violation: string | null = null;
  happenings = 0;

  /** `tell` gets every line of what happens. */
  constructor(chance: Chance, tell: ((line: string) => void) | null) {
    this.chance = chance;
    this.#tell = tell;
  }

  spawn(name: string): Process {
    return { name, alive: true, paused: false, wallOffsetMs: 0, held: [] };
  }

  /** The process that runs now. */
  get process(): Process {
    const process = context.getStore();
    if (process === undefined) throw new Error("no simulated process runs");
    return process;
  }

  /** Runs as this process, at once. */
  as<T>(process: Process, run: () => T): T {
    return context.run(process, run);
  }

  /** Something comes to a process from outside, after `afterMs`. */
  post(process: Process, run: () => void, afterMs = 0): Happening {
    return this.postAt(process, run, this.nowMs + afterMs);
  }

  postAt(process: Process, run: () => void, atMs: number): Happening {
    return this.#enqueue("message", process, atMs, run);
  }

  timer(process: Process, run: () => void, afterMs: number): Happening {
    return this.#enqueue("timer", process, this.nowMs + afterMs, run);
  }

  kill(process: Process): void {
    process.alive = false;
    process.held.length = 0;
  }

  pause(process: Process): void {
    process.paused = true;
  }

  /** What was due meanwhile happens now: first what came in or first the timers, each in its order. */
  resume(process: Process): void {
    if (!process.paused) return;
    process.paused = false;
    const first = this.chance.of(0.5) ? "timer" : "message";
    const held = process.held.splice(0);
    for (const happening of [
      ...held.filter((one) => one.kind === first),
      ...held.filter((one) => one.kind !== first),
    ]) {
      happening.atMs = this.nowMs;
      happening.order = ++this.#orders;
      this.#queue.push(happening);
    }
  }

  wallMs(process: Process): number {
    return EPOCH_MS + this.nowMs + process.wallOffsetMs;
  }

  /** Runs until `isOver`, a broken promise, or `untilMs`. */
  async run(untilMs: number, isOver: () => boolean): Promise<void> {
    while (this.violation === null && !isOver()) {
      const next = this.#queue.pop();
      if (next === undefined || next.atMs > untilMs) {
        if (next !== undefined) this.#queue.push(next);
        this.nowMs = Math.max(this.nowMs, untilMs);
        return;
      }
      if (next.cancelled || !next.process.alive) continue;
      if (next.process.paused) {
        next.process.held.push(next);
        continue;
      }
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.happenings += 1;
      await this.#perform(next);
    }
  }

  /** Says what happens. */
  note(line: string): void {
    const whole = `${(this.nowMs / 1000).toFixed(3).padStart(9)} ${line}`;
    this.#hash.update(whole);
    this.#hash.update("\n");
    this.#lines.push(whole);
    if (this.#lines.length > 2 * KEPT_LINES) this.#lines.splice(0, KEPT_LINES);
    this.#tell?.(whole);
  }

  /** A promise was broken. */
  broken(what: string): void {
    if (this.violation !== null) return;
    this.violation = what;
    this.note(`BROKEN ${what}`);
  }

  get lastLines(): readonly string[] {
    return this.#lines.slice(-KEPT_LINES);
  }

  /** Of all that happened. To be asked once. */
  digest(): string {
    return this.#hash.digest("hex").slice(0, 16);
  }

  async #perform({ process, run }: Happening): Promise<void> {
    try {
      context.run(process, run);
    } catch (error) {
      this.broken(`${process.name} threw ${error instanceof Error ? error.stack : String(error)}`);
    }
    await new Promise((resolve) => nextTurn(resolve));
  }

  #enqueue(kind: Happening["kind"], process: Process, atMs: number, run: () => void): Happening {
    const happening = { atMs, order: ++this.#orders, kind, process, run, cancelled: false };
    if (process.alive) this.#queue.push(happening);
    return happening;
  }
}
