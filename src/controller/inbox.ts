import { SweepError } from "../error.ts";
import type { Event } from "./core/events.ts";

/** What waits for the engine. */
export interface Item {
  readonly name: string;
  /** Other sweeps that it looks at. */
  readonly also: readonly string[];
  /**
   * decides: asks for events; looks: only that, which works on a full disk too; removes: the sweep is removed; follows: takes in what another one has
   * written. The last two are done by themselves and after what came before them.
   */
  readonly does: "decides" | "looks" | "removes" | "follows";
  /** Runs on the uncommitted state; its result leaves only after the commit. */
  readonly run: (nowMs: number) => { result: unknown; events: readonly Event[] };
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Whether nothing else is done together with it. */
export function isAlone({ does }: Item): boolean {
  return does === "removes" || does === "follows";
}

/** What is said to what only the engine that leads may do. */
export function followsOnly(): SweepError {
  return new SweepError("unavailable", "this controller stands by and decides nothing; ask the one that leads");
}

/** What is said when nobody knows what the journal has done. */
export function journalFailed(cause: unknown): SweepError {
  const why = cause instanceof Error ? cause.message : cause;
  return new SweepError("unavailable", `the journal failed (${why}); try again`, { cause });
}

/** What is said of a sweep that is not there. */
export function noSweep(name: string): SweepError {
  return new SweepError("notFound", `there is no sweep "${name}"`);
}
