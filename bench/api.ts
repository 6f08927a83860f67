import { spawn } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Access } from "../src/controller/access/index.ts";
import type { Observed } from "../src/controller/api/context.ts";
import { Listing } from "../src/controller/api/listing.ts";
import { serveApi } from "../src/controller/api/server.ts";
import { systemClock } from "../src/controller/clock.ts";
import { Dispatcher } from "../src/controller/dispatcher.ts";
import { Engine } from "../src/controller/engine.ts";
import { openSqliteJournal } from "../src/controller/journal/sqlite.ts";
import { Nightly } from "../src/controller/nightly/nightly.ts";
import { SCHEDULES } from "../src/controller/nightly/scheduled.ts";
import { Schedules } from "../src/controller/nightly/schedules.ts";
import { Streams } from "../src/controller/nightly/streams.ts";
import { openSolver } from "../src/controller/solver/solver.ts";
import { atLeast, atMost, type Bar, median } from "./bar.ts";
import { writeHistory } from "./history.ts";
import { benchReport, benchSweep, withFolder } from "./sweep.ts";

const OLD_TRIALS = 10_000;
const EPOCHS = 27;
const REPORTING = 100;
/** Reports a second of each of these: an epoch takes them half a second. */
const EVERY_MS = 500;
const ASKS = 200;
const FOLLOWERS = 200;
const SECONDS = 4;
const ROUNDS = 3;

/** Pages of a sweep of 10,000 trials while 100 trials report; and what 200 followers cost an engine that records as fast as it can. */
export async function bench(): Promise<Bar[]> {
  return [...(await withFolder(pages)), ...(await withFolder(followers))];
}

async function pages(folder: string): Promise<Bar[]> {
  const journal = await openSqliteJournal(join(folder, "journal.db"));
  await writeHistory(journal, "history", OLD_TRIALS, "open", EPOCHS);
  return withApi(folder, journal, async (engine, url) => {
    const asked = {
      "a page of trials": "trials?limit=100&sort=-value",
      "a trial": "trials/5000/explanation",
      "curves of 1,000 trials": "curves?limit=1000",
    };
    const stop = await reportSlowly(engine);
    const bars: Bar[] = [];
    for (const [what, path] of Object.entries(asked)) {
      const answers: { ms: number; bytes: number; packed: number }[] = [];
      for (let i = 0; i < ASKS; i++) answers.push(await answerTo(`${url}/api/v1/sweeps/history/${path}`));
      const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
      const [{ bytes, packed } = { bytes: 0, packed: 0 }] = answers;
      console.log(`${what}: median ${median(times).toFixed(1)} ms, ${bytes} bytes, ${packed} on the wire`);
      bars.push(atMost(`${what}, p99 of ${ASKS}`, times[Math.floor(0.99 * ASKS)] ?? 0, "ms", 100));
      bars.push(atMost("its size", bytes / 1e6, "MB", 2));
    }
    stop();
    return bars;
  });
}

async function followers(folder: string): Promise<Bar[]> {
  const journal = await openSqliteJournal(join(folder, "journal.db"));
  return withApi(folder, journal, async (engine, url) => {
    await startTrials(engine);
    const steps = new Array<number>(REPORTING).fill(0);
    const alone: number[] = [];
    const followed: number[] = [];
    // In turns, so that a slow moment of the disk meets both.
    for (let round = 0; round < ROUNDS; round++) {
      alone.push(await reportsASecond(engine, steps));
      const crowd = spawn(process.execPath, [import.meta.filename, `${url}/api/v1/sweeps/bench/events`], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(crowd.stdout, "data");
      followed.push(await reportsASecond(engine, steps));
      crowd.kill();
      await once(crowd, "exit");
    }
    console.log(
      `reports a second: ${median(alone).toFixed(0)} alone, ${median(followed).toFixed(0)} with ${FOLLOWERS} followers`,
    );
    return [
      atLeast(`reports a second with ${FOLLOWERS} followers, as a share`, median(followed) / median(alone), "x", 0.9),
    ];
  });
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const unasked = () => Promise.reject(new Error("the bench asks for sweeps alone"));
const NOTHING_ELSE: Observed = {
  agents: () => [],
  logTail: unasked,
  metrics: unasked,
  ready: unasked,
  diagnosis: unasked,
  backup: unasked,
};

async function withApi<T>(
  folder: string,
  journal: Awaited<ReturnType<typeof openSqliteJournal>>,
  work: (engine: Engine, url: string) => Promise<T>,
): Promise<T> {
  const clock = systemClock();
  const engine = await Engine.open(journal, clock, 600_000);
  const solver = openSolver();
  const dispatcher = new Dispatcher(engine, solver, clock);
  const access = new Access(folder, null, SILENT);
  const door = { addresses: ["127.0.0.1:0"], hosts: [], origins: [] };
  const listing = new Listing(engine, dispatcher);
  const nightly = new Nightly(engine, listing);
  const streams = await Streams.open(journal, SCHEDULES, engine.beside);
  const schedules = new Schedules({ engine, shown: listing, nightly, streams }, () => Date.now());
  const api = await serveApi(
    { engine, dispatcher, listing, nightly, schedules, standing: () => null },
    NOTHING_ELSE,
    access,
    door,
  );
  try {
    return await work(engine, api.url);
  } finally {
    await api.close();
    listing.close();
    access.close();
    dispatcher.close();
    await engine.close();
    await journal.close();
    await solver.close();
  }
}

async function startTrials(engine: Engine): Promise<void> {
  const spec = benchSweep({ trials: REPORTING, parallel: REPORTING, epochsPerTrial: 1_000_000 });
  await engine.execute("bench", { kind: "create", spec });
  for (let trial = 0; trial < REPORTING; trial++) await engine.execute("bench", { kind: "lease", agent: "a" });
}

/** 100 trials of another sweep, each a report every half second, until what is returned is called. */
async function reportSlowly(engine: Engine): Promise<() => void> {
  await startTrials(engine);
  let step = 0;
  const timer = setInterval(() => {
    step += 1;
    for (let trial = 0; trial < REPORTING; trial++) {
      void engine.execute("bench", { kind: "report", trial, attempt: 1, report: benchReport(step) });
    }
  }, EVERY_MS);
  return () => clearInterval(timer);
}

async function reportsASecond(engine: Engine, steps: number[]): Promise<number> {
  let acknowledged = 0;
  const start = performance.now();
  const until = start + SECONDS * 1_000;
  const trial = async (number: number) => {
    while (performance.now() < until) {
      const step = (steps[number] ?? 0) + 1;
      steps[number] = step;
      await engine.execute("bench", { kind: "report", trial: number, attempt: 1, report: benchReport(step) });
      acknowledged += 1;
    }
  };
  await Promise.all(steps.map((_, number) => trial(number)));
  return acknowledged / ((performance.now() - start) / 1_000);
}

function answerTo(url: string): Promise<{ ms: number; bytes: number; packed: number }> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip" } }, async (response) => {
      const pieces: Buffer[] = [];
      for await (const piece of response) pieces.push(piece as Buffer);
      const ms = performance.now() - startMs;
      const body = Buffer.concat(pieces);
      const bytes = response.headers["content-encoding"] === "gzip" ? gunzipSync(body).length : body.length;
      resolve({ ms, bytes, packed: body.length });
    }).on("error", reject);
  });
}

/** In a process of its own: followers who read all that they get. */
async function crowd(url: string): Promise<void> {
  await Promise.all(
    Array.from({ length: FOLLOWERS }, () => {
      return new Promise<void>((resolve) => get(url, (response) => response.once("data", () => resolve()).resume()));
    }),
  );
  console.log("all follow");
}

const [url] = process.argv.slice(2);
if (process.argv[1] === import.meta.filename && url !== undefined) await crowd(url);
