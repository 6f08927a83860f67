import type { Answer, Command } from "./commands.ts";
import { decide } from "./decide.ts";
import type { Event } from "./events.ts";
import { evolve } from "./evolve.ts";
import { settle } from "./settle.ts";
import type { Sweep } from "./state.ts";

/** What one command did: its events, the settling ones included, and the sweep that they made (the given one, changed in place). */
export interface Execution {
  readonly sweep: Sweep | null;
  readonly events: readonly Event[];
  readonly answer: Answer;
}

/** Decides one command, takes its events into the sweep, then what follows from them. @throws SweepError as `decide`, before any change. */
export function execute(sweep: Sweep | null, command: Command): Execution {
  const { events, answer } = decide(sweep, command);
  const decided = events.reduce<Sweep | null>(evolve, sweep);
  if (decided === null) return { sweep: null, events, answer };
  return { sweep: decided, events: [...events, ...settleAll(decided, command.nowMs)], answer };
}

// What follows may have consequences of its own: a finalist that drops out may have been the last one that the end waited for.
function settleAll(sweep: Sweep, atMs: number): Event[] {
  const all: Event[] = [];
  for (let next = settle(sweep, atMs); next.length > 0; next = settle(sweep, atMs)) {
    next.reduce<Sweep | null>(evolve, sweep);
    all.push(...next);
  }
  return all;
}
