import type { Event } from "../src/controller/core/events.ts";
import { execute } from "../src/controller/core/execute.ts";
import { isOver, type Sweep } from "../src/controller/core/state.ts";
import type { Journal } from "../src/controller/journal/journal.ts";
import { benchReport, benchSweep } from "./sweep.ts";

/** Writes a sweep of trials into a journal: of one epoch it has five events a trial. over: of as many as the budget has; else some are left to run. */
export async function writeHistory(
  journal: Journal,
  name: string,
  trials: number,
  end: "open" | "paused" | "over",
  epochs = 1,
): Promise<void> {
  const spec = {
    ...benchSweep({ trials: end === "over" ? trials : trials + 8, parallel: 8, epochsPerTrial: epochs }),
    name,
  };
  let sweep: Sweep | null = null;
  let events: Event[] = [];
  let seq = 0;
  const flush = async () => {
    await journal.append([{ sweep: name, expectedSeq: seq, events, over: sweep !== null && isOver(sweep) }]);
    seq += events.length;
    events = [];
  };
  const say = (command: Parameters<typeof execute>[1]) => {
    const done = execute(sweep, command);
    sweep = done.sweep;
    events.push(...done.events);
  };
  let nowMs = 1_700_000_000_000;
  say({ kind: "create", spec, nowMs });
  for (let trial = 0; trial < trials; trial++) {
    nowMs += 1000;
    say({ kind: "lease", agent: "a", nowMs });
    for (let step = 1; step <= epochs; step++) {
      say({ kind: "report", trial, attempt: 1, report: benchReport(step), nowMs });
    }
    say({ kind: "finish", trial, attempt: 1, finish: { seq: epochs + 1, outcome: "completed", reason: "" }, nowMs });
    if (events.length > 500) await flush();
  }
  if (end === "paused") say({ kind: "pause", nowMs });
  if (events.length > 0) await flush();
}
