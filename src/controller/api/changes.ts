import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import { wakened } from "./wakened.ts";

/**
 * When each sweep has changed last, for all who follow. One listener serves them all, and whoever pauses between two looks is not called: a commit
 * costs the same whether nobody follows or a thousand.
 */
export class Changes {
  /** In ms of this process, by sweep. */
  readonly #changedMs = new Map<string, number>();
  /** When an agent came or went: any sweep that runs may wait for one that fits. */
  #attendedMs = 0;
  readonly #waiting = new Set<{ readonly name: string | null; readonly wake: () => void }>();
  readonly #stop: readonly (() => void)[];

  constructor(engine: Engine, dispatcher: Dispatcher) {
    this.#stop = [
      engine.onCommit((sweep) => {
        this.#changedMs.set(sweep.spec.name, performance.now());
        if (this.#waiting.size > 0) this.#wake(sweep.spec.name);
      }),
      dispatcher.onAttendance(() => {
        this.#attendedMs = performance.now();
        this.#wake(null);
      }),
    ];
  }

  /** Whether a sweep, or any (null), has changed after this time. */
  isAfter(name: string | null, ms: number): boolean {
    if (this.#attendedMs > ms) return true;
    return name === null ? this.namesAfter(ms).length > 0 : (this.#changedMs.get(name) ?? 0) > ms;
  }

  /** The sweeps that have changed after this time. */
  namesAfter(ms: number): string[] {
    return [...this.#changedMs].flatMap(([name, atMs]) => (atMs > ms ? [name] : []));
  }

  /** Whether an agent came or went after this time. */
  isAttendedAfter(ms: number): boolean {
    return this.#attendedMs > ms;
  }

  /** Resolves with the next change of a sweep, or of any (null), after `ms` or when the signal is aborted. */
  async next(name: string | null, ms: number, signal: AbortSignal): Promise<void> {
    const waiter = { name, wake: () => {} };
    this.#waiting.add(waiter);
    await wakened(ms, signal, (wake) => {
      waiter.wake = wake;
    });
    this.#waiting.delete(waiter);
  }

  close(): void {
    for (const each of this.#stop) each();
  }

  #wake(changed: string | null): void {
    for (const { name, wake } of this.#waiting) if (changed === null || name === null || name === changed) wake();
  }
}
