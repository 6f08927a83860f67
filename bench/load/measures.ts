import { setTimeout as pause } from "node:timers/promises";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { BOUNDS as AGENT } from "../../src/agent/bounds.ts";
import { BOUNDS } from "../../src/controller/bounds.ts";
import type { NatsServer } from "../../test/natsServer.ts";
import { atLeast, atMost, type Bar, median } from "../bar.ts";
import { benchReport } from "../sweep.ts";
import { Crowds } from "./crowds.ts";
import type { Part } from "./part.ts";
import type { Served } from "./served.ts";

const ROUNDS = 3;
const ROUND_MS = 3_000;
const PACED_MS = 10_000;
/** Of so many the bar of the time to an acknowledgement is. */
const PROMPT_AGENTS = 1_000;
const OVERLOAD_S = 10;
/** Reports pushed at a time under overload, or what all agents keep where that is less. */
const PUSHED = 256_000;
/** Reports under way of each agent: a slot with quick epochs. */
const WINDOW = 4;

/** Until each agent holds a trial, and what that takes. */
export async function arrival(served: Served, crowds: Crowds, emptyBytes: number): Promise<Bar[]> {
  const startMs = performance.now();
  await crowds.working();
  const tookMs = performance.now() - startMs;
  const { leaseMs } = await crowds.tell({ kind: "take" });
  console.log(
    `all hold a trial after ${tookMs.toFixed(0)} ms; lease to assignment, all at once: ${quantiles(leaseMs)}`,
  );
  const kilobytes = ((await served.leader.usedBytes()) - emptyBytes) / 1000 / crowds.agents;
  return [atMost("memory of a connected agent", kilobytes, "kB", 60)];
}

/** Each agent reports once a second. */
export async function paced(served: Served, crowds: Crowds): Promise<Bar[]> {
  await crowds.tell({ kind: "pace", perSecond: 1 });
  await pause(2_000);
  const { reportMs, perSecond, cpuUs } = await during(PACED_MS, crowds, served.leader);
  await crowds.tell({ kind: "pace", perSecond: 0 });
  console.log(
    `a report a second each: ${perSecond.toFixed(0)} reports/s, to their acknowledgement ${quantiles(reportMs)}, CPU ${cpuUs.toFixed(0)} µs each`,
  );
  if (crowds.agents > PROMPT_AGENTS) return [];
  return [atMost("report to acknowledgement at a report a second each, p99", quantile(reportMs, 0.99), "ms", 250)];
}

/** As many reports as are acknowledged, in turns with the echo, so that a slow moment of the machine meets both. */
export async function throughput(served: Served, crowds: Crowds, echo: Part): Promise<Bar[]> {
  const echoed = new Crowds(await echo.said, crowds.agents);
  try {
    await echoed.working();
    return await inTurns(served, crowds, echo, echoed);
  } finally {
    await echoed.close();
  }
}

async function inTurns(served: Served, crowds: Crowds, echo: Part, echoed: Crowds): Promise<Bar[]> {
  const rounds: { ours: number; bare: number; cpu: number; server: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await full(echoed, echo);
    const messages = await messagesOf(served.nats);
    const ours = await full(crowds, served.leader);
    const batch = ours.acknowledged / ((await messagesOf(served.nats)) - messages);
    const server = served.nats === null ? 0 : await serverRate(served.nats, Math.round(batch));
    rounds.push({ ours: ours.perSecond, bare: bare.perSecond, cpu: ours.cpuUs / bare.cpuUs, server });
    console.log(
      `echo ${bare.perSecond.toFixed(0)} reports/s, ${bare.cpuUs.toFixed(0)} µs CPU each; controller ${ours.perSecond.toFixed(0)} reports/s, ${ours.cpuUs.toFixed(0)} µs, ${quantiles(ours.reportMs)}` +
        (served.nats === null ? "" : `; the server ${server.toFixed(0)} reports/s in messages of ${batch.toFixed(0)}`),
    );
  }
  const of = (one: (round: (typeof rounds)[number]) => number) => median(rounds.map(one));
  console.log(`CPU of a report, as a multiple of the echo's: ${of(({ cpu }) => cpu).toFixed(1)}`);
  if (served.nats === null)
    return [
      atLeast(
        "reports a second, as a share of a bare echo",
        of(({ ours, bare }) => ours / bare),
        "x",
        0.5,
      ),
    ];
  const limit = Math.min(5_000, Math.round(of(({ server }) => server) / 2));
  return [
    atLeast(
      "reports a second on NATS",
      of(({ ours }) => ours),
      "1/s",
      limit,
    ),
  ];
}

/** Every agent pushes as much as it may, or its part of what is enough. What stays in memory afterwards is what was recorded. */
export async function overload(served: Served, crowds: Crowds): Promise<Bar[]> {
  const before = await served.leader.usedBytes();
  const window = Math.min(AGENT.spoolMessages, Math.floor(PUSHED / crowds.agents));
  await crowds.tell({ kind: "take" });
  await crowds.tell({ kind: "keep", window });
  const waiting: number[] = [];
  let most = before;
  for (let second = 0; second < OVERLOAD_S; second++) {
    await pause(1_000);
    waiting.push(await served.metric("macrosweep_inbox_commands"));
    most = Math.max(most, served.leader.bytes);
  }
  await crowds.tell({ kind: "keep", window: 0 });
  const { acknowledged, opened, lost } = await crowds.quiet();
  const kept = ((await served.leader.usedBytes()) - before) / acknowledged;
  console.log(
    `${window * crowds.agents} reports pushed at a time: memory at most ${((most - before) / 1e6).toFixed(0)} MB more; ${acknowledged} acknowledged, of which each keeps ${kept.toFixed(0)} bytes`,
  );
  return [
    atMost("commands that wait under overload", Math.max(...waiting), "", BOUNDS.inFlight.messages + crowds.agents),
    atMost("streams that overload has ended", opened, "", 0),
    atMost("leases that overload has ended", lost, "", 0),
  ];
}

/** Whoever leads is killed while each agent reports once a second. */
export async function recovery(served: Served, crowds: Crowds): Promise<Bar[]> {
  await crowds.tell({ kind: "pace", perSecond: 1 });
  await pause(3_000);
  await crowds.tell({ kind: "take" });
  const killedMs = performance.timeOrigin + performance.now();
  await served.killLeader();
  const servesMs = performance.timeOrigin + performance.now() - killedMs;
  const lastMs = await crowds.back(killedMs);
  // Whoever was given up hears of it with its next words.
  await pause(3_000);
  const { lost } = await crowds.tell({ kind: "take" });
  const who = served.nats === null ? "the same controller" : "the next controller";
  console.log(
    `kill -9: ${who} serves after ${servesMs.toFixed(0)} ms, the last of ${crowds.agents} has a report acknowledged after ${(lastMs - killedMs).toFixed(0)} ms`,
  );
  return [atMost("leases lost when all come back", lost, "", 0)];
}

async function full(crowds: Crowds, part: Part) {
  await crowds.tell({ kind: "keep", window: WINDOW });
  await pause(1_000);
  const measured = await during(ROUND_MS, crowds, part);
  await crowds.tell({ kind: "keep", window: 0 });
  await crowds.quiet();
  return measured;
}

async function during(ms: number, crowds: Crowds, part: Part) {
  await crowds.tell({ kind: "take" });
  const startMs = performance.now();
  const cpuMs = part.cpuMs;
  await pause(ms);
  const { acknowledged, reportMs } = await crowds.tell({ kind: "take" });
  const perSecond = (acknowledged * 1_000) / (performance.now() - startMs);
  return { acknowledged, perSecond, cpuUs: ((part.cpuMs - cpuMs) * 1_000) / acknowledged, reportMs };
}

/** Messages that the journal's stream has; 0 without a server. */
async function messagesOf(nats: NatsServer | null): Promise<number> {
  if (nats === null) return 0;
  const nc = await connect({ servers: nats.url });
  const { state } = await (await jetstreamManager(nc)).streams.info("macrosweep");
  await nc.close();
  return state.last_seq;
}

/** Reports a second that the server itself takes in messages of so many, one after the other. */
async function serverRate(nats: NatsServer, batch: number): Promise<number> {
  const nc = await connect({ servers: nats.url });
  await (await jetstreamManager(nc)).streams.add({ name: "bare", subjects: ["bare"], storage: "file" });
  const js = jetstream(nc);
  const { counts, scalars } = benchReport(1);
  const heard = { trial: 1, attempt: 1, seq: 1, step: 1, value: 0.9127, error: 0.0113, centre: 0.9102 };
  const event = { kind: "reportRecorded", atMs: 1_700_000_000_000, ...heard, counts, scalars };
  const body = JSON.stringify(Array.from({ length: batch }, () => event));
  const startMs = performance.now();
  let published = 0;
  for (; performance.now() - startMs < 1_500; published++) await js.publish("bare", body);
  const perSecond = (published * batch * 1_000) / (performance.now() - startMs);
  await nc.close();
  return perSecond;
}

/** In ms, as text. */
export function quantiles(ms: readonly number[]): string {
  return `p50 ${quantile(ms, 0.5).toFixed(0)} ms, p99 ${quantile(ms, 0.99).toFixed(0)} ms`;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
