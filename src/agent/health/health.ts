import { Backoff } from "../backoff.ts";
import { BOUNDS } from "../bounds.ts";
import { clock } from "../clock.ts";
import type { Settings } from "../config.ts";
import type { Ended } from "../trainer/training.ts";
import { machineFaultIn } from "./faults.ts";
import { probeDisk, probeProcesses, probeRoom } from "./probe.ts";

export interface HealthEvents {
  /** No more work: the machine cannot run trainers now. Called again when the reason changes. */
  sick(trouble: string): void;
  /** It can again. */
  well(): void;
}

/**
 * Whether this machine can run trainers. What is its fault is no trial's: the trial is given back, and no other is taken until the machine has been
 * tried with success, after a pause that doubles until a trainer has run again.
 */
export class Health {
  readonly #settings: Pick<Settings, "work" | "logger" | "random">;
  readonly #events: HealthEvents;
  readonly #signal: AbortSignal;
  readonly #backoff: Backoff;
  #trouble: string | null = null;
  /** Where the last trainers that broke wrote, beside the agent's own folder. */
  #places: readonly string[] = [];

  /** Aborting the signal ends the trying. */
  constructor(settings: Pick<Settings, "work" | "logger" | "random">, events: HealthEvents, signal: AbortSignal) {
    this.#settings = settings;
    this.#events = events;
    this.#signal = signal;
    this.#backoff = new Backoff(BOUNDS.healthMs, settings.random);
  }

  /** Why no trainer can run now; null when one can. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /**
   * Looks at how a trainer ended that nobody had stopped: what of it was the machine's fault; null when nothing was. `places`: folders that it may have
   * written to, beside the agent's own.
   */
  async judge({ exit, clues, fault: met = null }: Ended, places: readonly string[]): Promise<string | null> {
    if (met === null && exit.kind === "code" && exit.code === 0) {
      this.#backoff.succeeded();
      return null;
    }
    this.#places = places;
    const fault =
      met ??
      (exit.kind === "notStarted"
        ? exit.machine && exit.reason
        : (machineFaultIn(clues.tail) ?? (await this.#probe())));
    if (!fault) return null;
    this.#fallSick(fault);
    return fault;
  }

  #fallSick(trouble: string): void {
    const known = this.#trouble !== null;
    this.#trouble = trouble;
    if (known) return;
    this.#settings.logger.error({ trouble }, "this machine cannot run trainers now: no more work until it can");
    this.#events.sick(trouble);
    void this.#recover();
  }

  async #probe(): Promise<string | null> {
    return (await probeDisk(this.#settings.work)) ?? (await probeRoom(this.#places));
  }

  async #recover(): Promise<void> {
    while (!this.#signal.aborted) {
      await clock.sleep(this.#backoff.next(), this.#signal);
      if (this.#signal.aborted) return;
      const trouble = (await this.#probe()) ?? (await probeProcesses(this.#signal));
      if (trouble === null) break;
      if (trouble !== this.#trouble) this.#events.sick(trouble);
      this.#trouble = trouble;
    }
    this.#trouble = null;
    this.#settings.logger.info({}, "this machine can run trainers again");
    this.#events.well();
  }
}
