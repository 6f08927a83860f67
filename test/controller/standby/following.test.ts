import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { viewSweep } from "../../../src/controller/core/views/sweepView.ts";
import { viewTrial } from "../../../src/controller/core/views/trialView.ts";
import { Engine } from "../../../src/controller/engine.ts";
import { Following } from "../../../src/controller/journal/nats/following.ts";
import { openNatsJournal } from "../../../src/controller/journal/nats/nats.ts";
import { readAll } from "../../contract/readAll.ts";
import { NatsServer, noNats } from "../../natsServer.ts";
import { document } from "../core/given.ts";
import { ManualClock } from "../manualClock.ts";

const LEASE_MS = 30_000;

describe.skipIf(noNats)(`an engine that follows another one's journal${noNats}`, () => {
  it("shows what the other one shows, from before and after it began", async () => {
    const { leader, open } = await scene();
    await create(leader, "before");
    await lease(leader, "before");
    const { engine, following } = await open();

    await report(leader, "before", 1, 0.5);
    await create(leader, "after");
    await lease(leader, "after");
    await report(leader, "after", 1, 0.25);
    await following.caughtUp();

    expect(engine.names()).toEqual(["before", "after"]);
    expect(await pictures(engine)).toEqual(await pictures(leader));
  });

  it("tells those who listen each event once", async () => {
    const { leader, open } = await scene();
    await create(leader, "beats");
    const { engine, following } = await open();
    const told: string[] = [];
    engine.onCommit((_sweep, events) => told.push(...events.map(({ kind }) => kind)));

    await lease(leader, "beats");
    await report(leader, "beats", 1, 0.5);
    await following.caughtUp();

    expect(told).toEqual(["trialSuggested", "leaseGranted", "reportRecorded"]);
  });

  it("knows a sweep no more that was removed, and the next one of its name", async () => {
    const { leader, open } = await scene();
    await create(leader, "beats");
    await leader.execute("beats", { kind: "cancel" });
    const { engine, following } = await open();

    await leader.remove("beats");
    await following.caughtUp();
    const removed = engine.names();
    await create(leader, "beats");
    await following.caughtUp();

    expect(removed).toEqual([]);
    expect(await pictures(engine)).toEqual(await pictures(leader));
  });

  it("appends nothing and lets no time pass, until it leads: then it goes on where the other one was", async () => {
    const { leader, open, events } = await scene();
    await create(leader, "beats");
    await lease(leader, "beats");
    const { engine, following, clock } = await open();
    const before = await events("beats");

    await expect(lease(engine, "beats")).rejects.toMatchObject({ code: "unavailable" });
    await expect(engine.remove("beats")).rejects.toMatchObject({ code: "unavailable" });
    clock.pass(3 * LEASE_MS);
    await engine.read("beats", () => {});
    expect(await events("beats")).toEqual(before);

    await report(leader, "beats", 1, 0.5);
    await leader.close();
    await following.caughtUp();
    await engine.lead();
    await report(engine, "beats", 2, 0.75);
    expect((await events("beats")).slice(-3).map(({ kind }) => kind)).toEqual([
      "reportRecorded",
      "leaderChanged",
      "reportRecorded",
    ]);
  });

  it("leaves nothing to the one before when it begins to lead: what that one still decides is refused", async () => {
    const { leader, open, events } = await scene();
    await create(leader, "beats");
    const { engine, following } = await open();
    await following.caughtUp();

    await engine.lead();
    const before = await events("beats");

    await expect(lease(leader, "beats")).rejects.toMatchObject({ code: "unavailable" });
    expect(await events("beats")).toEqual(before);
    expect(before.at(-1)).toMatchObject({ kind: "leaderChanged", ignorable: true });
  });

  it("reads a sweep anew of which it has missed something", async () => {
    const { leader, open } = await scene();
    await create(leader, "beats");
    const { engine } = await open();

    await lease(leader, "beats");
    await engine.follow({ sweep: "beats", seq: 3, events: [] });

    expect(await pictures(engine)).toEqual(await pictures(leader));
  });

  it("goes on when the server was away, and knows how far behind it may be", async () => {
    const { server, leader, open } = await scene();
    await create(leader, "beats");
    const { engine, following } = await open();

    await server.kill();
    const again = await server.again();
    onTestFinished(() => again.kill());
    await vi.waitFor(() => lease(leader, "beats"), { timeout: 30_000, interval: 100 });
    await following.caughtUp();

    expect(await pictures(engine)).toEqual(await pictures(leader));
    const sinceMs = performance.now();
    // Everything that was there a moment ago is here.
    await vi.waitFor(() => expect(following.ageMs).toBeLessThan(performance.now() - sinceMs), { timeout: 30_000 });
  });
});

interface Follower {
  readonly engine: Engine;
  readonly following: Following;
  readonly clock: ManualClock;
}

async function scene() {
  const folder = mkdtempSync(join(tmpdir(), "nats-following-"));
  const server = await NatsServer.start(folder);
  onTestFinished(async () => {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const journals = async () => {
    const journal = await openNatsJournal(server.url, { sync: "interval" });
    onTestFinished(() => journal.close());
    return journal;
  };
  const leader = await Engine.open(await journals(), new ManualClock(), LEASE_MS);
  onTestFinished(() => leader.close());
  const open = async (): Promise<Follower> => {
    const clock = new ManualClock();
    const journal = await journals();
    const following = await Following.open(server.url, {});
    const engine = await Engine.open(journal, clock, LEASE_MS, () => {}, false);
    const work = following.start((written) => engine.follow(written));
    onTestFinished(async () => {
      await following.close();
      await engine.close();
      await work;
    });
    return { engine, following, clock };
  };
  const journal = await journals();
  return { server, leader, open, events: (sweep: string) => readAll(journal, sweep) };
}

function create(engine: Engine, name: string) {
  return engine.execute(name, { kind: "create", spec: { ...document(), name } });
}

function lease(engine: Engine, name: string) {
  return engine.execute(name, { kind: "lease", agent: "a" });
}

function report(engine: Engine, name: string, step: number, value: number) {
  const said = { seq: step, step, counts: null, classes: [], scalars: {}, value, test: false };
  return engine.execute(name, { kind: "report", trial: 0, attempt: 1, report: said });
}

function pictures(engine: Engine) {
  return Promise.all(
    engine
      .names()
      .map((name) =>
        engine.read(name, (sweep) => [viewSweep(sweep, 0), sweep.trials.map((trial) => viewTrial(sweep, trial))]),
      ),
  );
}
