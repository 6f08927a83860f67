import { SweepError } from "../error.ts";
import { type Event, isSweep } from "./core/events.ts";
import { evolve } from "./core/evolve.ts";
import type { Sweep, SweepPhase } from "./core/state.ts";
import { inspectJournal, type Readable } from "./journal/inspect.ts";
import { fileOf } from "./journal/open.ts";

/** What is in a state folder, as far as it can be read. */
export interface StateInspection {
  /** Absolute path of the journal's file. */
  readonly journal: string;
  /** What is wrong with the file itself; empty when nothing is. */
  readonly damage: readonly string[];
  readonly sweeps: readonly SweepInspection[];
}

export interface SweepInspection {
  readonly sweep: string;
  /** As of the last event that can be read; null when there is none, and of a stream that is no sweep. */
  readonly phase: SweepPhase | null;
  /** Events that can be read, from the first on, and how many there should be. */
  readonly readable: number;
  readonly events: number;
  /** What is wrong with the event after those; null when all are whole. */
  readonly damage: string | null;
}

/**
 * Looks at a state folder and changes nothing, also while a controller has it.
 * @throws SweepError `invalid` when there is no journal in it, or one that cannot be opened at all; `unsupported` when it is elsewhere.
 */
export function inspectState(folder: string): StateInspection {
  const journal = fileOf(folder);
  const { damage, sweeps } = inspectJournal(journal);
  return { journal, damage, sweeps: sweeps.map(inspectSweep) };
}

function inspectSweep({ sweep: name, events, lastSeq, damage }: Readable): SweepInspection {
  if (!isSweep(name)) return { sweep: name, phase: null, readable: events.length, events: lastSeq, damage };
  const { sweep, readable, failure } = replay(events);
  const why = failure instanceof Error ? failure.message : failure;
  const untaken = failure instanceof SweepError ? failure.message : `event ${readable + 1} cannot be taken in: ${why}`;
  const wrong = failure === null ? (damage ?? (sweep === null ? "it has no events" : null)) : untaken;
  return { sweep: name, phase: sweep?.phase ?? null, readable, events: lastSeq, damage: wrong };
}

/** The state after the events that can be taken in, and how many those are. */
export function replay(events: readonly Event[]): { sweep: Sweep | null; readable: number; failure: unknown } {
  let sweep: Sweep | null = null;
  let readable = 0;
  try {
    for (const event of events) {
      sweep = evolve(sweep, event);
      readable += 1;
    }
    return { sweep, readable, failure: null };
  } catch (failure) {
    return { sweep, readable, failure };
  }
}
