import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { SweepError } from "../error.ts";
import { type Event, isSweep } from "./core/events.ts";
import { isOver } from "./core/state.ts";
import { replay } from "./inspect.ts";
import { inspectJournal } from "./journal/inspect.ts";
import type { Journal } from "./journal/journal.ts";
import { openSqliteJournal } from "./journal/sqlite.ts";
import { openStateFolder } from "./stateFolder.ts";

/** What was written to the new state folder. */
export interface Salvage {
  /** Absolute path of the new journal. */
  readonly journal: string;
  readonly sweeps: readonly { readonly sweep: string; readonly events: number; readonly phase: string }[];
}

const APPENDED_AT_ONCE = 1_000;

/**
 * Writes what can be read of a state folder's journal into a new state folder: each sweep whole, or up to its last event before the damage, from where
 * it goes on as from a backup of that moment. Changes nothing in the old one, not even while a controller has it.
 * @throws SweepError `invalid` as `inspectState`, `unsupported` for a journal of a newer version, `exists` when the new folder has a journal already,
 *   `unavailable` when it cannot be written.
 */
export async function salvageState(folder: string, into: string): Promise<Salvage> {
  const { sweeps } = inspectJournal(join(resolve(folder), "journal.db"));
  for (const { events } of sweeps.filter(({ sweep }) => isSweep(sweep))) {
    const { failure } = replay(events);
    // Nothing is wrong with it; without its end it would be another sweep.
    if (failure instanceof SweepError && failure.code === "unsupported") throw failure;
  }
  const target = join(resolve(into), "journal.db");
  if (existsSync(target)) throw new SweepError("exists", `${target}: is there already: choose a new folder`);
  const taken = openStateFolder(into);
  const journal = await openSqliteJournal(target);
  try {
    const saved: Salvage["sweeps"][number][] = [];
    for (const { sweep: name, events } of sweeps) {
      if (!isSweep(name)) {
        await write(journal, name, events, false);
        continue;
      }
      const { sweep, readable } = replay(events);
      if (sweep === null || saved.some((other) => other.sweep === name)) continue;
      await write(journal, name, events.slice(0, readable), isOver(sweep));
      saved.push({ sweep: name, events: readable, phase: sweep.phase });
    }
    return { journal: target, sweeps: saved };
  } finally {
    await journal.close();
    taken.close();
  }
}

async function write(journal: Journal, sweep: string, events: readonly Event[], over: boolean): Promise<void> {
  for (let at = 0; at < events.length; at += APPENDED_AT_ONCE) {
    const some = events.slice(at, at + APPENDED_AT_ONCE);
    const isLast = at + some.length === events.length;
    await journal.append([{ sweep, expectedSeq: at, events: some, over: over && isLast }]);
  }
}
