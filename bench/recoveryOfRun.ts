import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import Database from "better-sqlite3";
import { parse, stringify } from "yaml";
import type { Event } from "../src/controller/core/events.ts";
import { atMost, type Bar, median } from "./bar.ts";

const ROOT = join(import.meta.dirname, "..");
const ROUNDS = 10;

type Run = ChildProcessByStdio<null, null, Readable>;

/**
 * From kill -9 of `run`, which is started again at once, to the next report that is committed, by phase: the quickstart with its own trainer, on
 * a state folder that has been filled by others before.
 */
export async function benchRun(state: string): Promise<Bar[]> {
  const file = join(state, "run.yaml");
  writeFileSync(file, stringify(endless()));
  const start = (): Run => {
    const args = [join(ROOT, "dist/cli/main.js"), "run", file, "--state", state];
    return spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
  };
  const journal = new Database(join(state, "journal.db"), { readonly: true });
  let run = start();
  try {
    await reported(journal, newest(journal));
    const rounds: { total: number; session: number; trainer: number; commit: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // Somewhere in a trial, and not always at its same place.
      await pause(500 + 137 * round);
      const startMs = performance.now();
      const startedAt = Date.now();
      run.kill("SIGKILL");
      await once(run, "exit");
      const before = newest(journal);
      run = start();
      await reported(journal, before);
      const total = performance.now() - startMs;
      const session = loggedAfter(state, startedAt, "session open");
      const trainer = loggedAfter(state, startedAt, "trial started");
      rounds.push({ total, session, trainer: trainer - session, commit: total - trainer });
    }
    const total = rounds.map((round) => round.total);
    // A report that the killed trainer has left is there before the next one starts: such a round has no phases.
    const phase = (name: keyof (typeof rounds)[number]) =>
      median(rounds.map((round) => round[name]).filter(Number.isFinite)).toFixed(0);
    console.log(
      `medians of run: start, journal and session ${phase("session")} ms, end of the killed one and lease ${phase("trainer")} ms, trainer and first commit ${phase("commit")} ms`,
    );
    return [
      atMost(`run after kill -9, the worst of ${ROUNDS}`, Math.max(...total), "ms", 3_000),
      atMost("run after kill -9, the median", median(total), "ms", 2_000),
    ];
  } finally {
    run.kill("SIGINT");
    await once(run, "exit");
    journal.close();
  }
}

/** The quickstart with a budget that no number of kills uses up. */
function endless(): unknown {
  const document = parse(readFileSync(join(ROOT, "examples/quickstart.yaml"), "utf8"));
  const budget = { trials: 100_000, totalEpochs: 1_000_000, parallel: 2, epochsPerTrial: 27 };
  const trainer = { ...document.spec.trainer, data: join(ROOT, document.spec.trainer.data) };
  return { ...document, spec: { ...document.spec, budget, trainer } };
}

function newest(journal: Database.Database): number {
  return journal.prepare<[], { newest: number }>("SELECT max(rowid) AS newest FROM entry").get()?.newest ?? 0;
}

async function reported(journal: Database.Database, after: number): Promise<void> {
  const entries = journal.prepare<[number], { events: string }>("SELECT events FROM entry WHERE rowid > ?");
  const events = () => entries.all(after).flatMap((entry) => JSON.parse(entry.events) as Event[]);
  while (!events().some(({ kind }) => kind === "reportRecorded")) await pause(5);
}

/** How long after that time of the clock it was first logged, in ms. */
function loggedAfter(state: string, startedAt: number, message: string): number {
  const lines = readFileSync(join(state, "macrosweep.log"), "utf8").split("\n").slice(0, -1);
  const entries = lines.map((line): { time: number; msg: string } => JSON.parse(line));
  return (entries.find(({ time, msg }) => time >= startedAt && msg === message)?.time ?? Number.NaN) - startedAt;
}
