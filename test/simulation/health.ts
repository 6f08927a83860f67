import { clock } from "../../src/agent/clock.ts";
import type { Health, HealthEvents } from "../../src/agent/health/health.ts";
import type { Chance } from "./chance.ts";

const NEVER = new AbortController().signal;

/** A machine that is at fault for some of what breaks on it, and is well again after a while, as `Health` finds out. */
export class SimulatedHealth implements Pick<Health, "trouble" | "judge"> {
  trouble: string | null = null;
  readonly #chance: Chance;
  readonly #events: HealthEvents;

  constructor(chance: Chance, events: HealthEvents) {
    this.#chance = chance;
    this.#events = events;
  }

  async judge({ exit }: Parameters<Health["judge"]>[0]): Promise<string | null> {
    const endedWell = exit.kind === "code" && exit.code === 0;
    if (endedWell || this.#chance.of(0.6)) return null;
    const trouble = "the disk is full";
    if (this.trouble === null) {
      this.trouble = trouble;
      this.#events.sick(trouble);
      void this.#recover();
    }
    return trouble;
  }

  async #recover(): Promise<void> {
    await clock.sleep(this.#chance.spread(2_000, 60_000), NEVER);
    this.trouble = null;
    this.#events.well();
  }
}
