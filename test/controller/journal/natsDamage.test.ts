import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { DurableJournal } from "../../../src/controller/journal/journal.ts";
import { type NatsOptions, openNatsJournal } from "../../../src/controller/journal/nats/nats.ts";
import { readAll } from "../../contract/readAll.ts";
import { requeued } from "../../contract/requeued.ts";
import { canTrace, NEEDS_STRACE, tamperSyncs } from "../../e2e/badSyncs.ts";
import { canMount, mountSmallDisk, noMount } from "../../e2e/smallDisk.ts";
import { NatsServer, noNats } from "../../natsServer.ts";
import { blocksOf, flipBit } from "../../natsStore.ts";

const STREAM = "macrosweep";

describe.skipIf(noNats)(`what a nats-server has left out, or not synced${noNats}`, () => {
  let folder: string;
  let server: NatsServer;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nats-damage-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
  });

  async function start(): Promise<void> {
    server = await NatsServer.start(folder);
    onTestFinished(() => server.kill());
  }

  async function restart(): Promise<void> {
    await server.kill();
    server = await server.again();
  }

  /** Of what is asked while the connection comes back some is not answered. */
  function atLast<T>(answer: () => Promise<T>): Promise<T> {
    return vi.waitFor(answer, { timeout: 60_000 });
  }

  async function open(options: NatsOptions = {}): Promise<DurableJournal> {
    const journal = await openNatsJournal(server.url, { monitors: [server.monitor], ...options });
    onTestFinished(() => journal.close());
    return journal;
  }

  /** A bit in the fifth of ten messages is wrong. */
  function damage(): void {
    const [block = ""] = blocksOf(folder, STREAM);
    flipBit(block, Math.round(statSync(block).size * 0.45), 3);
  }

  async function appended(journal: DurableJournal, seq: number): Promise<void> {
    const [outcome] = await journal.append([{ sweep: "beats", expectedSeq: seq, events: [event(seq + 1)] }]);
    expect(outcome).toEqual({ kind: "appended", seq: seq + 1 });
  }

  const event = (number: number) => requeued(number, "x".repeat(3_000));

  it("is said at the next start, which goes on without it where that is accepted", async () => {
    await start();
    const journal = await open();
    for (let seq = 0; seq < 10; seq++) await appended(journal, seq);
    await journal.close();
    await server.kill();
    damage();
    server = await server.again();

    await expect(open()).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining("the stream ends with message 4, and those up to 10 were acknowledged"),
    });
    const accepting = await open({ sync: "interval" });
    expect(accepting.warnings).toEqual([expect.stringContaining("those up to 10 were acknowledged")]);
    await appended(accepting, 4);
    await accepting.close();
    const next = await open();
    expect(next.warnings).toEqual([]);
    expect(await readAll(next, "beats")).toEqual([1, 2, 3, 4, 5].map(event));
  });

  it("is said of all but the end of the stream too: whole sweeps may be missing, and one that goes on does not fit its checksums", async () => {
    await start();
    const journal = await open();
    await journal.append([{ sweep: "done", expectedSeq: 0, events: [requeued(1)], over: true }]);
    await journal.append([{ sweep: "removed", expectedSeq: 0, events: [requeued(1)] }]);
    await journal.remove("removed", 1);
    // More than the 8 MB of one file.
    for (let seq = 0; seq < 12; seq++)
      await journal.append([{ sweep: "beats", expectedSeq: seq, events: [requeued(seq + 1, "x".repeat(900_000))] }]);
    await journal.close();
    const sound = await open();
    await sound.close();
    await server.kill();
    const [first = "", ...others] = blocksOf(folder, STREAM);
    flipBit(first, 30, 3);
    server = await server.again();

    const damaged = await open();

    expect(others).toHaveLength(1);
    expect(sound.warnings).toEqual([]);
    expect(damaged.warnings).toEqual([
      expect.stringMatching(/\d+ messages are missing from the stream that were of no/),
    ]);
    await expect(readAll(damaged, "beats")).rejects.toMatchObject({ code: "invalid" });
    const accepting = await open({ sync: "interval" });
    expect(accepting.warnings).toEqual(damaged.warnings);
    expect((await open()).warnings).toEqual([]);
  });

  it("is noticed by a controller that goes on", async () => {
    await start();
    const journal = await open();
    for (let seq = 0; seq < 10; seq++) await appended(journal, seq);

    await server.kill();
    damage();
    server = await server.again();

    const message = expect.stringContaining("the stream ends with message 4, and those up to 10 were acknowledged");
    await atLast(() => expect(readAll(journal, "beats")).rejects.toMatchObject({ code: "unavailable", message }));
    const another = { sweep: "gaze", expectedSeq: 0, events: [requeued(1)] };
    await expect(journal.append([another])).rejects.toMatchObject({ code: "conflict", message });
  });

  it.skipIf(!canTrace)(`is not taken for durable while its sync fails ${canTrace ? "" : NEEDS_STRACE}`, async () => {
    await start();
    const journal = await open();
    await appended(journal, 0);
    const letGo = await tamperSyncs(server.pid, "error=EIO");

    await expect(appended(journal, 1)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("until it is started again"),
    });
    await expect(readAll(journal, "beats")).rejects.toMatchObject({ code: "unavailable" });
    await letGo();
    await restart();

    expect(await atLast(() => readAll(journal, "beats"))).toEqual([event(1), event(2)]);
    await appended(journal, 2);
    expect(await readAll(journal, "beats")).toEqual([1, 2, 3].map(event));
  });

  it.skipIf(!canMount)(`waits on a full disk, and goes on when its server does${noMount}`, async () => {
    const disk = mountSmallDisk(folder, 16_384, onTestFinished);
    await start();
    const journal = await open();
    await appended(journal, 0);
    disk.fill();

    await expect(appended(journal, 1)).rejects.toMatchObject({ code: "unavailable" });
    disk.empty();
    await server.kill();
    server = await server.again();

    const there = await atLast(() => readAll(journal, "beats"));
    expect(there.slice(0, 1)).toEqual([event(1)]);
    await appended(journal, there.length);
    expect(await readAll(journal, "beats")).toEqual([...there, event(there.length + 1)]);
  });
});
