import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../src/controller/clock.ts";
import { Engine } from "../src/controller/engine.ts";
import { openSqliteJournal } from "../src/controller/journal/sqlite.ts";
import { atLeast, atMost, type Bar, median } from "./bar.ts";
import { benchReport, benchSweep, withFolder } from "./sweep.ts";

const TRIALS = 100;
const SECONDS = 5;
const LONELY_REPORTS = 1_000;

/** Reports that the engine acknowledges, each durable in SQLite with full sync, beside bare fsyncs on the same disk. */
export async function bench(): Promise<Bar[]> {
  return withFolder(async (folder) => {
    const journal = await openSqliteJournal(join(folder, "journal.db"));
    const engine = await Engine.open(journal, systemClock(), 600_000);
    const spec = benchSweep({ trials: TRIALS, parallel: TRIALS, epochsPerTrial: 1_000_000 });
    await engine.execute("bench", { kind: "create", spec });
    for (let trial = 0; trial < TRIALS; trial++) await engine.execute("bench", { kind: "lease", agent: "a" });

    const fsyncs: number[] = [];
    const lonely: number[] = [];
    // In turns, so that a slow moment of the disk meets both.
    for (let step = 1; step <= LONELY_REPORTS; step++) {
      fsyncs.push(bareFsync(folder));
      const start = performance.now();
      await report(engine, 0, step);
      lonely.push(performance.now() - start);
    }
    const rate = await together(engine);
    await engine.close();
    await journal.close();
    console.log(`fsync median ${median(fsyncs).toFixed(3)} ms, one report alone ${median(lonely).toFixed(3)} ms`);
    return [
      atLeast(`acknowledged reports of ${TRIALS} concurrent trials`, rate, "1/s", 10_000),
      atMost("one lonely report, as a multiple of a bare fsync", median(lonely) / median(fsyncs), "x", 3),
    ];
  });
}

async function together(engine: Engine): Promise<number> {
  let acknowledged = 0;
  const start = performance.now();
  const until = start + SECONDS * 1000;
  const trial = async (number: number, first: number) => {
    for (let step = first; performance.now() < until; step++) {
      await report(engine, number, step);
      acknowledged += 1;
    }
  };
  await Promise.all(
    Array.from({ length: TRIALS }, (_, number) => trial(number, number === 0 ? LONELY_REPORTS + 1 : 1)),
  );
  return acknowledged / ((performance.now() - start) / 1000);
}

async function report(engine: Engine, trial: number, step: number): Promise<void> {
  const { kind } = await engine.execute("bench", { kind: "report", trial, attempt: 1, report: benchReport(step) });
  if (kind !== "done") throw new Error(`report ${step} of trial ${trial} was answered with ${kind}`);
}

function bareFsync(folder: string): number {
  const file = openSync(join(folder, "fsync"), "a");
  writeSync(file, "x".repeat(300));
  const start = performance.now();
  fsyncSync(file);
  const ms = performance.now() - start;
  closeSync(file);
  return ms;
}
