import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Journal } from "../../../src/controller/journal/journal.ts";
import { confirmedJournal } from "../../../src/controller/standby/confirmedJournal.ts";
import { Lead } from "../../../src/controller/standby/lead.ts";
import { openNatsEntry } from "../../../src/controller/standby/natsEntry.ts";
import { type NatsServer, noNats } from "../../natsServer.ts";
import { create, pictures, scene } from "./scene.ts";

describe.skipIf(noNats)(`an edit that lets an ended sweep go on${noNats}`, () => {
  it("is what the next leader goes on from, once it is acknowledged", async () => {
    const { leader, open, events } = await scene(confirmed);
    await create(leader, "beats");
    await leader.execute("beats", { kind: "cancel" });
    const { engine, following } = await open();

    expect(await create(leader, "beats", { trials: 12 })).toMatchObject({ kind: "done" });
    await following.caughtUp();
    await engine.lead();

    expect(engine.liveNames()).toEqual(["beats"]);
    expect((await events("beats")).at(-1)).toMatchObject({ kind: "leaderChanged" });
  });

  it("is not acknowledged by one that stood still while another began to lead, which then knows what became of it", async () => {
    const { server, leader, open } = await scene(confirmed);
    await create(leader, "beats");
    await leader.execute("beats", { kind: "cancel" });
    const { engine, following } = await open();
    await following.caughtUp();

    await takeLease(server);
    await following.close();
    await engine.lead();
    expect(await pictures(engine)).toMatchObject([[{ sweep: "beats", state: "cancelled" }, []]]);
    await expect(create(leader, "beats", { trials: 12 })).rejects.toMatchObject({ code: "unavailable" });

    // A try finds that something has been written, the next one what.
    await expect(create(engine, "beats", { trials: 12 })).rejects.toMatchObject({ code: "unavailable" });
    expect(engine.liveNames()).toEqual(["beats"]);
    expect(await create(engine, "beats", { trials: 12 })).toEqual({ kind: "done" });
    expect(await pictures(engine)).toMatchObject([[{ sweep: "beats", state: "running" }, []]]);
  });
});

/** The journal of one that has just begun to lead. */
async function confirmed(journal: Journal, server: NatsServer): Promise<Journal> {
  const lead = new Lead(await openNatsEntry(server.url, {}));
  onTestFinished(async () => {
    await lead.endTerm(false);
    await lead.close();
  });
  await lead.won(new AbortController().signal);
  lead.lost().catch(() => {});
  return confirmedJournal(journal, () => lead.confirmed());
}

/** As if the one that leads had stood still meanwhile: nothing has told it yet. */
async function takeLease(server: NatsServer): Promise<void> {
  const nc = await connect({ servers: server.url });
  const bucket = await new Kvm(nc).open("macrosweep-lead");
  await bucket.put("leader", JSON.stringify({ term: 2, id: "another", url: "http://two:7451", agents: "" }));
  await nc.close();
}
