import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { systemClock } from "../src/controller/clock.ts";
import type { Event } from "../src/controller/core/events.ts";
import { Engine } from "../src/controller/engine.ts";
import type { Journal } from "../src/controller/journal/journal.ts";
import { openSqliteJournal } from "../src/controller/journal/sqlite.ts";
import { atMost, type Bar } from "./bar.ts";
import { benchReport, benchSweep, withFolder } from "./sweep.ts";

const TRIALS = 10_000;
const EPOCHS = 96;
// What the engine appends at once when many trials report.
const EVENTS_AN_APPEND = 50;

/** A journal of a million events, read and replayed by a process of its own. */
export async function bench(): Promise<Bar[]> {
  return withFolder(async (folder) => {
    const file = join(folder, "journal.db");
    const journal = await openSqliteJournal(file);
    const events = await fill(journal, TRIALS).finally(() => journal.close());
    const child = spawnSync(process.execPath, [import.meta.filename, file], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { cpuSeconds, megabytes, seq } = JSON.parse(child.stdout);
    if (seq !== events) throw new Error(`${seq} events were replayed of ${events}`);
    console.log(`${events} events, ${TRIALS} trials`);
    return [
      atMost("CPU until a million events are replayed", (cpuSeconds * 1e6) / events, "s", 6),
      atMost("memory at its highest, the whole process", megabytes, "MB", 600),
    ];
  });
}

/** Writes the events of so many trials, a hundred each; returns how many there are. */
export async function fill(journal: Journal, trials: number): Promise<number> {
  let pending: Event[] = [
    { kind: "sweepCreated", spec: benchSweep({ trials, parallel: 8, epochsPerTrial: EPOCHS }), atMs: 1 },
  ];
  let seq = 0;
  const flush = async () => {
    await journal.append([{ sweep: "bench", expectedSeq: seq, events: pending }]);
    seq += pending.length;
    pending = [];
  };
  for (let trial = 0; trial < trials; trial++) {
    for (const event of life(trial)) {
      pending.push(event);
      if (pending.length === EVENTS_AN_APPEND) await flush();
    }
  }
  if (pending.length > 0) await flush();
  return seq;
}

function life(trial: number): Event[] {
  const atMs = 1_800_000_000_000 + trial;
  const params = {
    loss: "cross_entropy",
    label_smoothing: trial / 1e5,
    augmentation: 0.5123456789,
    sampler: "shuffle",
    learning_rate: 0.00123456789,
  };
  const reports = Array.from({ length: EPOCHS }, (_, i): Event => {
    const { seq, step, counts, scalars } = benchReport(i + 1);
    const value = 0.5 + Math.sin(trial * EPOCHS + i) / 10;
    return { kind: "reportRecorded", trial, attempt: 1, seq, step, value, error: 0.0123456789, counts, scalars, atMs };
  });
  return [
    { kind: "trialSuggested", trial, params, seed: trial, why: "random: one of the first 10", atMs },
    { kind: "leaseGranted", trial, attempt: 1, agent: "host-1234-abcdef", atMs },
    ...reports,
    { kind: "leaseEnded", trial, attempt: 1, why: "finished", epochs: EPOCHS, atMs },
    { kind: "trialEnded", trial, state: "completed", reason: "", atMs },
  ];
}

async function replay(file: string): Promise<void> {
  const before = process.cpuUsage();
  const journal = await openSqliteJournal(file);
  const engine = await Engine.open(journal, systemClock(), 30_000);
  const seq = await engine.read("bench", (sweep) => sweep.seq);
  const { user, system } = process.cpuUsage(before);
  console.log(
    JSON.stringify({ cpuSeconds: (user + system) / 1e6, megabytes: process.resourceUsage().maxRSS / 1024, seq }),
  );
  await engine.close();
  await journal.close();
}

if (process.argv[1] === import.meta.filename) await replay(process.argv[2] ?? "");
