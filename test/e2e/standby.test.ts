import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { SweepShape } from "../../src/shapes/sweep.ts";
import { noNats } from "../natsServer.ts";
import { diary, trained } from "./diary.ts";
import { expectAllCounted, openReplicas, type Replica, writeBeats } from "./replicas.ts";
import type { Stage } from "./stage.ts";
import { until } from "./until.ts";

// A dozen processes each.
vi.setConfig({ testTimeout: 120_000 });

// Two controllers on one journal in a nats-server, and agents that know both.

describe.skipIf(noNats)(`two controllers on one journal${noNats}`, () => {
  it("go on with each other's sweep when the one that leads is killed: nothing is lost, counted twice or started anew", async () => {
    const { stage, server, leader, other } = await open();
    // Whoever watches goes along, and a stream of the one that stands by goes on when it leads.
    const watching = ended(stage, [leader, other]);
    const following = new AbortController();
    onTestFinished(() => following.abort());
    const stream = await fetch(`${other.url}/api/v1/sweeps/beats/events`, { signal: following.signal });

    await trained(stage, 6);
    const seen = await trialsAt(other);
    const refused = await fetch(`${other.url}/api/v1/agents`);
    const led = await trialsAt(leader);
    const leads = [await leadsAt(leader), await leadsAt(other)];
    // Ordered at the one that leads, by a command that knows only the other.
    const [paused] = await stage.ask<SweepShape>("pause", "beats", "--url", other.url);
    const [resumed] = await stage.ask<SweepShape>("resume", "beats", "--url", other.url);
    await leader.command.kill("SIGKILL");
    await other.command.said(/listens on/);
    await watching;
    const last = (await stream.text()).trim().split("\n\n").at(-1);

    expect([...leads, await leadsAt(other)]).toEqual([1, 0, 1]);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: "unavailable", leader: leader.url });
    expect(seen.headers.get("macrosweep-leader")).toBe(leader.url);
    expect(Number(seen.headers.get("macrosweep-seen"))).toBeGreaterThan(0);
    expect(Number(seen.headers.get("macrosweep-age-ms"))).toBeGreaterThanOrEqual(0);
    expect(led.headers.get("macrosweep-leader")).toBeNull();
    expect([paused?.state, resumed?.state]).toEqual(["paused", "running"]);
    expect(seen.trials.length).toBeGreaterThan(0);
    expect(led.trials.slice(0, seen.trials.length)).toEqual(seen.trials);
    expect(last).toContain("event: end");
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

  it("go on when the server of their journal was away for so long that none of them could lead", async () => {
    const { stage, server, leader, other } = await open();

    await trained(stage, 6);
    await server.kill();
    await leader.command.said(/serves no longer/);
    const again = await server.again();
    onTestFinished(() => again.kill());
    await ended(stage, [leader, other]);

    await expectAllCounted(stage, again);
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

async function leaderSaidBy({ url }: Replica): Promise<unknown> {
  const answer: unknown = await (await fetch(`${url}/readyz`)).json();
  return Object.entries(answer ?? {}).find(([key]) => key === "leader")?.[1];
}

async function leadsAt({ url }: Replica): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^macrosweep_leads (.*)$/m.exec(text)?.[1]);
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

async function open() {
  const replicas = await openReplicas();
  await replicas.stage.ask("submit", writeBeats(replicas.stage), "--url", replicas.leader.url);
  return replicas;
}
