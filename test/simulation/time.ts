import { syncBuiltinESMExports } from "node:module";
import promises from "node:timers/promises";
import type { Happening, Process, World } from "./world.ts";

/** A timer as Node's code handles it. */
interface Timer {
  ref(): Timer;
  unref(): Timer;
  hasRef(): boolean;
  [Symbol.dispose](): void;
  happening: Happening | null;
}

let world: World | null = null;

/** From now on the clocks and timers of this program are those of this world. */
export function enter(next: World): void {
  world = next;
}

/**
 * Replaces every clock and timer of this program by those of the world that was entered last: who asks, asks as the simulated process that runs. To be
 * called once, after everything is imported.
 */
export function replaceTime(): void {
  const root = globalThis as unknown as Record<string, unknown>;
  root.setTimeout = (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    start(ms, null, () => run(...args));
  root.setInterval = (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    start(ms, lengthOf(ms), () => run(...args));
  root.setImmediate = (run: (...args: unknown[]) => void, ...args: unknown[]) => start(0, null, () => run(...args));
  root.clearTimeout = stop;
  root.clearInterval = stop;
  root.clearImmediate = stop;
  Date.now = () => Math.floor(here().wallMs(here().process));
  performance.now = () => here().nowMs;
  promises.setTimeout = sleep as typeof promises.setTimeout;
  promises.setImmediate = ((value: unknown) => sleep(0, value)) as typeof promises.setImmediate;
  syncBuiltinESMExports();
}

function here(): World {
  if (world === null) throw new Error("there is no world to ask for the time");
  return world;
}

function start(ms: number | undefined, everyMs: number | null, run: () => void): Timer {
  const { process } = here();
  const timer: Timer = {
    ref: () => timer,
    unref: () => timer,
    hasRef: () => true,
    [Symbol.dispose]: () => stop(timer),
    happening: null,
  };
  arm(timer, process, lengthOf(ms), everyMs, run);
  return timer;
}

function arm(timer: Timer, process: Process, afterMs: number, everyMs: number | null, run: () => void): void {
  const owner = here();
  timer.happening = owner.timer(
    process,
    () => {
      if (everyMs === null) timer.happening = null;
      else arm(timer, process, everyMs, everyMs, run);
      run();
    },
    afterMs,
  );
}

function stop(timer: Timer | null | undefined): void {
  if (timer?.happening == null) return;
  timer.happening.cancelled = true;
  timer.happening = null;
}

function sleep(ms: number, value: unknown, options: { signal?: AbortSignal } = {}): Promise<unknown> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    const end = () => {
      stop(timer);
      reject(new DOMException("The operation was aborted", "AbortError"));
    };
    if (signal?.aborted === true) return reject(new DOMException("The operation was aborted", "AbortError"));
    const timer = start(ms, null, () => {
      signal?.removeEventListener("abort", end);
      resolve(value);
    });
    signal?.addEventListener("abort", end);
  });
}

// As Node rounds it.
function lengthOf(ms: number | undefined): number {
  return ms !== undefined && ms >= 1 && ms <= 2 ** 31 - 1 ? Math.trunc(ms) : 1;
}
