import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { systemClock } from "../src/controller/clock.ts";
import type { ReportRecorded } from "../src/controller/core/events.ts";
import { Engine } from "../src/controller/engine.ts";
import { openNatsJournal } from "../src/controller/journal/nats/nats.ts";
import { NatsServer } from "../test/natsServer.ts";
import { atLeast, type Bar, median } from "./bar.ts";
import { benchReport, benchSweep, withFolder } from "./sweep.ts";

const ROUNDS = 5;
const ROUND_MS = 1_500;
const TRIALS = 100;
/** Reports that are decided at once, as with so many trials that report all the time. */
const BATCH = 50;

/** Appends to NATS JetStream that syncs every write, beside the same bytes published to the same server without fence, checksum and events. */
export async function bench(): Promise<Bar[]> {
  const { stdout } = spawnSync(process.execPath, [join("scripts", "nats.js")], { encoding: "utf8" });
  return withFolder(async (folder) => {
    const server = await NatsServer.start(folder, { program: stdout.trim() });
    try {
      const alone = await shareOfServer(server, 1);
      const together = await shareOfServer(server, 16);
      return [
        atLeast("appends a second of one sweep, as a share of what the server does", alone, "x", 0.5),
        atLeast("appends a second of 16 sweeps, as a share of what the server does", together, "x", 0.5),
        atLeast(`acknowledged reports of ${TRIALS} concurrent trials`, await reports(server), "1/s", 5_000),
      ];
    } finally {
      await server.kill();
    }
  });
}

/** In turns, so that a slow moment of the disk meets both. */
async function shareOfServer(server: NatsServer, sweeps: number): Promise<number> {
  const nc = await connect({ servers: server.url });
  const subjects = [`bare-${sweeps}.*`];
  await (await jetstreamManager(nc)).streams.add({ name: `bare-${sweeps}`, subjects, storage: "file" });
  const js = jetstream(nc);
  const journal = await openNatsJournal(`${server.url}/ours-${sweeps}`, { sync: "interval" });
  const events = Array.from({ length: BATCH }, (_, i) => event(i));
  const body = JSON.stringify(events);
  const seqs = Array.from({ length: sweeps }, () => 0);
  const rates: { bare: number; ours: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await rate(sweeps, (sweep) => js.publish(`bare-${sweeps}.${sweep}`, body));
    const ours = await rate(sweeps, async (sweep) => {
      const [outcome] = await journal.append([{ sweep: `s${sweep}`, expectedSeq: seqs[sweep] ?? 0, events }]);
      if (outcome?.kind !== "appended") throw new Error("nobody else writes here");
      seqs[sweep] = outcome.seq;
    });
    rates.push({ bare, ours });
  }
  await journal.close();
  await nc.close();
  const [bare, ours] = [median(rates.map((one) => one.bare)), median(rates.map((one) => one.ours))];
  console.log(
    `${sweeps} at a time: server ${bare.toFixed(0)} messages/s, journal ${ours.toFixed(0)} appends/s of ${BATCH} reports`,
  );
  return median(rates.map((one) => one.ours / one.bare));
}

async function rate(writers: number, write: (writer: number) => Promise<unknown>): Promise<number> {
  let done = 0;
  const start = performance.now();
  const until = start + ROUND_MS;
  const writer = async (number: number) => {
    for (; performance.now() < until; done++) await write(number);
  };
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
  return done / ((performance.now() - start) / 1_000);
}

/** Reports a second that the engine acknowledges, each durable. */
async function reports(server: NatsServer): Promise<number> {
  const journal = await openNatsJournal(`${server.url}/engine`, { sync: "interval" });
  const engine = await Engine.open(journal, systemClock(), 600_000);
  const spec = benchSweep({ trials: TRIALS, parallel: TRIALS, epochsPerTrial: 1_000_000 });
  await engine.execute("bench", { kind: "create", spec });
  for (let trial = 0; trial < TRIALS; trial++) await engine.execute("bench", { kind: "lease", agent: "a" });
  const steps = Array.from({ length: TRIALS }, () => 0);
  const acknowledged = await rate(TRIALS, async (trial) => {
    const step = (steps[trial] ?? 0) + 1;
    steps[trial] = step;
    await engine.execute("bench", { kind: "report", trial, attempt: 1, report: benchReport(step) });
  });
  await engine.close();
  await journal.close();
  return acknowledged;
}

function event(i: number): ReportRecorded {
  const { counts, scalars } = benchReport(i);
  const heard = { trial: i, attempt: 1, seq: i, step: i, value: 0.9127, error: 0.0113, centre: 0.9102 };
  return { kind: "reportRecorded", atMs: 1_700_000_000_000, ...heard, counts, scalars };
}
