import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openNatsJournal } from "../../src/controller/journal/nats/nats.ts";
import { readAll } from "../contract/readAll.ts";
import { NatsServer, noNats } from "../natsServer.ts";
import type { Command } from "./command.ts";
import { diary, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { freePort } from "./port.ts";
import { expectPromisesKept, reportsOf, those } from "./promises.ts";
import { openStage, type Stage } from "./stage.ts";
import { until } from "./until.ts";

// A dozen processes each.
vi.setConfig({ testTimeout: 120_000 });

// Two controllers on one journal in a nats-server, and agents that know both.

interface Replica {
  readonly command: Command;
  readonly address: string;
  readonly url: string;
}

describe.skipIf(noNats)(`two controllers on one journal${noNats}`, () => {
  it("go on with each other's sweep when the one that leads is killed: nothing is lost, counted twice or started anew", async () => {
    const { stage, server, leader, other } = await open();

    // Whoever watches goes along.
    const watching = ended(stage, [leader, other]);
    await trained(stage, 6);
    const refused = await fetch(`${other.url}/api/v1/sweeps/beats/pause`, { method: "POST" });
    await leader.command.kill("SIGKILL");
    await other.command.said(/listens on/);
    await watching;

    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: "unavailable", leader: leader.url });
    await expectAllCounted(stage, server);
  });

  it("are not disturbed by a leader that stood still and wakes up after another one has taken over", async () => {
    const { stage, server, leader, other } = await open();

    await trained(stage, 6);
    process.kill(leader.command.pid, "SIGSTOP");
    await other.command.said(/listens on/);
    await trained(stage, diary(stage).length + 6);
    process.kill(leader.command.pid, "SIGCONT");
    await leader.command.said(/serves no longer.*|reason.*leads no longer/);
    await ended(stage, [leader, other]);
    // Its port answers again, as one that does not lead.
    await vi.waitFor(async () => expect(await leaderSaidBy(leader)).toBe(other.url), {
      timeout: 30_000,
      interval: 200,
    });

    await expectAllCounted(stage, server);
  });

  it("show the same sweep, the one that stands by as of a moment ago, and its stream goes on when it leads", async () => {
    const { stage, server, leader, other } = await open();
    const following = new AbortController();
    onTestFinished(() => following.abort());
    const stream = await fetch(`${other.url}/api/v1/sweeps/beats/events`, { signal: following.signal });

    await trained(stage, 6);
    const seen = await trialsAt(other);
    const led = await trialsAt(leader);
    await leader.command.kill("SIGKILL");
    const last = (await stream.text()).trim().split("\n\n").at(-1);

    expect(seen.headers.get("macrosweep-leader")).toBe(leader.url);
    expect(Number(seen.headers.get("macrosweep-seen"))).toBeGreaterThan(0);
    expect(Number(seen.headers.get("macrosweep-age-ms"))).toBeGreaterThanOrEqual(0);
    expect(led.headers.get("macrosweep-leader")).toBeNull();
    expect(seen.trials.length).toBeGreaterThan(0);
    expect(led.trials.slice(0, seen.trials.length)).toEqual(seen.trials);
    expect(last).toContain("event: end");
    await expectAllCounted(stage, server);
  });

  it("are watched on at the next one while the one that led stands still, with its connections open", async () => {
    const { stage, server, leader, other } = await open();
    let watched = false;
    const watching = ended(stage, [leader, other]).then(() => {
      watched = true;
    });

    await trained(stage, 6);
    process.kill(leader.command.pid, "SIGSTOP");
    await ended(stage, [leader, other]);
    await until("whoever watched before to have gone on", () => watched);
    await watching;

    await expectAllCounted(stage, server);
  });
});

const SWEEP = { trials: 6, parallel: 3, epochs: 12 };

async function open(): Promise<{ stage: Stage; server: NatsServer; leader: Replica; other: Replica }> {
  const stage = openStage(onTestFinished);
  const server = await NatsServer.start(stage.path("nats"));
  onTestFinished(() => server.kill());
  const leader = await replica(stage, "one", server);
  await leader.command.said(/listens on/);
  const other = await replica(stage, "two", server);
  await other.command.said(/standing by/);
  const controllers = `${leader.address},${other.address}`;
  for (const work of ["a", "b"])
    stage.start("agent", "--controller", controllers, "--slots", "2", "--work", work, "--name", work);
  const document = writeSweep(stage, "beats", { ...SWEEP, options: ["--pace", "300"] });
  await stage.ask("submit", document, "--url", leader.url);
  return { stage, server, leader, other };
}

async function replica(stage: Stage, state: string, { url: journal, monitor }: NatsServer): Promise<Replica> {
  const [address, http] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const places = ["--state", state, "--listen", address, "--http", http];
  const command = stage.start("controller", ...places, "--standby", "--journal", journal, "--journal-monitor", monitor);
  return { command, address, url: `http://${http}` };
}

async function leaderSaidBy({ url }: Replica): Promise<unknown> {
  const answer: unknown = await (await fetch(`${url}/readyz`)).json();
  return Object.entries(answer ?? {}).find(([key]) => key === "leader")?.[1];
}

async function trialsAt({ url }: Replica) {
  const answer = await fetch(`${url}/api/v1/sweeps/beats/trials`);
  const { trials } = (await answer.json()) as { trials: { trial: number; params: object }[] };
  return { headers: answer.headers, trials: trials.map(({ trial, params }) => ({ trial, params })) };
}

/** Asked at both, as whoever does not know which of them leads. */
async function ended(stage: Stage, replicas: readonly Replica[]): Promise<void> {
  await stage.ask("watch", "beats", "--url", replicas.map(({ url }) => url).join(","));
}

async function expectAllCounted(stage: Stage, { url }: NatsServer): Promise<void> {
  const journal = await openNatsJournal(url, { sync: "interval" });
  const events = await readAll(journal, "beats").finally(() => journal.close());
  expectPromisesKept(events);
  expect(those(events, "sweepEnded")).toMatchObject([{ state: "completed" }]);
  expect(those(events, "trialEnded").map(({ state }) => state)).toEqual(Array(SWEEP.trials).fill("completed"));
  // Each epoch of each trial once, by one process a trial.
  expect(diary(stage).length).toBe(SWEEP.trials * SWEEP.epochs);
  expect(new Set(diary(stage).map(({ pid }) => pid)).size).toBe(SWEEP.trials);
  expect(reportsOf(events)).toEqual(
    diary(stage)
      .map((entry) => `${entry.trial}/${entry.attempt}/${entry.epoch}`)
      .sort(),
  );
}
