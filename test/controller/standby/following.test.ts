import { describe, expect, it, onTestFinished, vi } from "vitest";
import { journalOver } from "../../../src/controller/journal/journal.ts";
import { Following } from "../../../src/controller/journal/nats/following.ts";
import { SweepError } from "../../../src/error.ts";
import { noNats } from "../../natsServer.ts";
import { create, LEASE_MS, lease, pictures, report, scene } from "./scene.ts";

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

  it("takes up a sweep that had ended and goes on, also where it could not be read when that was written", async () => {
    const { leader, open, events } = await scene();
    await create(leader, "beats");
    await leader.execute("beats", { kind: "cancel" });
    let isAway = true;
    const { engine, following } = await open((journal) =>
      journalOver(journal, {
        read: (sweep, afterSeq) => {
          if (isAway) throw new SweepError("unavailable", "the server is away");
          return journal.read(sweep, afterSeq);
        },
      }),
    );

    await create(leader, "beats", { trials: 12 });
    await following.caughtUp();
    isAway = false;
    await engine.lead();

    expect((await events("beats")).at(-1)).toMatchObject({ kind: "leaderChanged" });
    expect(engine.liveNames()).toEqual(["beats"]);
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

  it("can be closed at any moment of its beginning: whoever leads at once does so then", async () => {
    const { url } = (await scene()).server;

    // Some of them are those in which it has been told of its consumer and has asked for nothing yet.
    for (let moment = 0; moment < 200; moment++) {
      const following = await Following.open(url, {});
      const work = following.start(async () => {});
      for (let turn = 0; turn < moment; turn++) await new Promise(setImmediate);
      await following.caughtUp();
      await following.close();
      await expect(work).resolves.toBeUndefined();
    }
  });
});
