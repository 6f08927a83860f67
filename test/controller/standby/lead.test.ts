import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import { describe, expect, it, onTestFinished } from "vitest";
import { openNatsJournal } from "../../../src/controller/journal/nats/nats.ts";
import { confirmedJournal } from "../../../src/controller/standby/confirmedJournal.ts";
import { Lead } from "../../../src/controller/standby/lead.ts";
import { openNatsEntry } from "../../../src/controller/standby/natsEntry.ts";
import { requeued } from "../../contract/requeued.ts";
import { type NatsServer, noNats } from "../../natsServer.ts";
import { startServer } from "./scene.ts";

const never = new AbortController().signal;

describe.skipIf(noNats)(`the lease of the controller that leads${noNats}`, () => {
  it("goes to one, then to the next one when it is given up, in terms that count on", async () => {
    const server = await startServer();
    const [first, second] = [await open(server), await open(server)];

    expect(await first.won(never)).toBe(true);
    void first.lost().catch(() => {});
    first.says({ url: "http://one:7451", agents: "one:7450" });
    const waits = second.won(never);
    await first.endTerm(true);

    expect(await waits).toBe(true);
    expect([first.term, second.term]).toEqual([1, 2]);
  });

  it("is lost to one who has taken it, which an append that is refused makes known at once", async () => {
    const server = await startServer();
    const lead = await open(server);
    await lead.won(never);
    const lost = lead.lost();
    const options = { sync: "interval", onConflict: () => lead.doubt() } as const;
    const [journal, other] = [await openNatsJournal(server.url, options), await openNatsJournal(server.url, options)];
    const nc = await connect({ servers: server.url });
    onTestFinished(() => Promise.all([journal.close(), other.close(), nc.close()]).then(() => {}));
    await journal.append([{ sweep: "beats", expectedSeq: 0, events: [requeued(1)] }]);

    // As if this process had stood still meanwhile.
    const bucket = await new Kvm(nc).open("macrosweep-lead");
    await bucket.put("leader", JSON.stringify({ term: 2, id: "another", url: "http://two:7451", agents: "" }));
    await other.append([{ sweep: "beats", expectedSeq: 1, events: [requeued(2)] }]);
    const [outcome] = await journal.append([{ sweep: "beats", expectedSeq: 1, events: [requeued(3)] }]);

    expect(outcome).toEqual({ kind: "conflict", seq: 2 });
    await expect(lost).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("another controller has taken over"),
    });
  });

  it("has to be there still when a sweep is begun or removed, and not for its reports", async () => {
    const server = await startServer();
    const lead = await open(server);
    await lead.won(never);
    void lead.lost().catch(() => {});
    const plain = await openNatsJournal(server.url, { sync: "interval" });
    const journal = confirmedJournal(plain, () => lead.confirmed());
    const nc = await connect({ servers: server.url });
    onTestFinished(() => Promise.all([journal.close(), nc.close()]).then(() => {}));
    const begin = (sweep: string) => journal.append([{ sweep, expectedSeq: 0, events: [requeued(1)] }]);
    expect(await begin("beats")).toEqual([{ kind: "appended", seq: 1 }]);

    // As if this process had stood still meanwhile: nothing has told it yet.
    const bucket = await new Kvm(nc).open("macrosweep-lead");
    await bucket.put("leader", JSON.stringify({ term: 2, id: "another", url: "http://two:7451", agents: "" }));
    const report = { sweep: "beats", expectedSeq: 1, events: [requeued(2)] };

    await expect(begin("late")).rejects.toMatchObject({ code: "unavailable" });
    await expect(begin("schedule/late")).rejects.toMatchObject({ code: "unavailable" });
    await expect(journal.remove("beats", 1)).rejects.toMatchObject({ code: "unavailable" });
    expect(await journal.append([report])).toEqual([{ kind: "conflict", seq: 0 }]);
  });
});

async function open(server: NatsServer): Promise<Lead> {
  const lead = new Lead(await openNatsEntry(server.url, {}));
  onTestFinished(async () => {
    await lead.endTerm(false);
    await lead.close();
  });
  return lead;
}
