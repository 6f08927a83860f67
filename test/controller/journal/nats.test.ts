import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager, type StreamConfig } from "@nats-io/jetstream";
import { connect, headers, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { DurableJournal } from "../../../src/controller/journal/journal.ts";
import { type NatsOptions, openNatsJournal } from "../../../src/controller/journal/nats/nats.ts";
import { readPlace } from "../../../src/controller/journal/nats/place.ts";
import { BadPath } from "../../agent/badPath.ts";
import { readAll } from "../../contract/readAll.ts";
import { requeued } from "../../contract/requeued.ts";
import { NatsServer, type NatsSettings, noNats } from "../../natsServer.ts";

describe("the address of a journal", () => {
  it.each([
    ["nats://localhost", "nats://localhost:4222/macrosweep"],
    ["tls://a.example:4333,b.example/nightly_2", "tls://a.example:4333,b.example:4222/nightly_2"],
    ["nats://[::1]:4222/", "nats://[::1]:4222/macrosweep"],
  ])("%s is %s", (address, name) => {
    expect(readPlace(address).name).toBe(name);
  });

  it.each([
    "localhost:4222",
    "http://localhost:4222",
    "nats://",
    "nats://me:secret@host",
    "nats://host/a.b",
    "nats://a,,b",
  ])("%s is refused", (address) => {
    expect(() => readPlace(address)).toThrow(`journal: ${JSON.stringify(address)} must be like nats://host:4222`);
  });
});

it("a server that is too old is refused with what to do", async () => {
  // Says what Debian 12's own nats-server says of itself.
  const server = createServer((socket) => {
    socket.write('INFO {"server_id":"old","version":"2.9.10","max_payload":1048576,"headers":true,"proto":1}\r\n');
    socket.on("data", (said) => said.includes("PING") && socket.write("PONG\r\n")).on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  await expect(openNatsJournal(`nats://127.0.0.1:${port}`)).rejects.toMatchObject({
    code: "unsupported",
    message: `nats://127.0.0.1:${port}/macrosweep: nats-server is 2.9.10 and must be at least 2.10.23: update it`,
  });
});

it("a server that is not there is unavailable", async () => {
  await expect(openNatsJournal("nats://127.0.0.1:1")).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/^nats:\/\/127\.0\.0\.1:1\/macrosweep: no server can be reached \(/),
  });
});

describe.skipIf(noNats)(`a journal on nats-server${noNats}`, () => {
  let folder: string;
  let server: NatsServer;
  let journals: DurableJournal[] = [];
  let names = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "nats-"));
    server = await NatsServer.start(folder);
  });

  afterEach(async () => {
    await Promise.all(journals.map((journal) => journal.close()));
    journals = [];
  });

  afterAll(async () => {
    await server.kill();
    rmSync(folder, { recursive: true });
  });

  const newStream = () => `of-test-${++names}`;

  async function open(stream: string, options: NatsOptions = {}, url = server.url): Promise<DurableJournal> {
    const journal = await openNatsJournal(`${url}/${stream}`, options);
    journals.push(journal);
    return journal;
  }

  it("counts an append once whose answer was lost on the way", async () => {
    const stream = newStream();
    const path = await BadPath.to(`127.0.0.1:${server.port}`);
    const journal = await open(stream, {}, `nats://${path.address}`);
    await journal.append([{ sweep: "beats", expectedSeq: 0, events: [requeued(1)] }]);
    let lost = 0;
    path.resets = (bytes) => lost < 2 && bytes.includes(`"stream":"${stream}"`) && ++lost > 0;

    const [outcome] = await journal.append([{ sweep: "beats", expectedSeq: 1, events: [requeued(2)] }]);

    expect(lost).toBe(2);
    expect(outcome).toEqual({ kind: "appended", seq: 2 });
    expect(await readAll(journal, "beats")).toEqual([requeued(1), requeued(2)]);
  });

  it("refuses an append that arrives after another controller has written", async () => {
    const stream = newStream();
    const [late, other] = [await open(stream), await open(stream)];
    await late.append([{ sweep: "beats", expectedSeq: 0, events: [requeued(1)] }]);
    await other.append([{ sweep: "beats", expectedSeq: 1, events: [requeued(2)] }]);

    const outcomes = await late.append([{ sweep: "beats", expectedSeq: 1, events: [requeued(9)] }]);

    expect(outcomes).toEqual([{ kind: "conflict", seq: 2 }]);
    expect(await readAll(late, "beats")).toEqual([requeued(1), requeued(2)]);
  });

  it("passes over parts of an append that was never finished, and goes on after them", async () => {
    const stream = newStream();
    const journal = await open(stream);
    await journal.append([{ sweep: "beats", expectedSeq: 0, events: [requeued(1)] }]);
    // What a controller leaves that dies between two parts.
    const nc = await client();
    const { streams } = await jetstreamManager(nc);
    const last = await streams.getMessage(stream, { last_by_subj: `${stream}.events.beats` });
    const head = headers();
    for (const key of ["Macrosweep-Format", "Macrosweep-Seq", "Macrosweep-Sum"]) head.set(key, last!.header.get(key));
    head.set("Macrosweep-Created", String(last!.seq));
    head.set("Macrosweep-Part", "1/2");
    head.set("Nats-Msg-Id", "unfinished.1");
    await nc.request(`${stream}.events.beats`, '[{"kind":"trialReq', { timeout: 5_000, headers: head });

    const [outcome] = await journal.append([{ sweep: "beats", expectedSeq: 1, events: [requeued(2)] }]);

    expect(outcome).toEqual({ kind: "appended", seq: 2 });
    expect(await readAll(await open(stream), "beats")).toEqual([requeued(1), requeued(2)]);
  });

  it("tells of an event that is not what was appended, and hides no other sweep", async () => {
    const stream = newStream();
    const journal = await open(stream);
    for (const sweep of ["beats", "gaze"]) await journal.append([{ sweep, expectedSeq: 0, events: [requeued(1)] }]);
    const nc = await client();
    const head = headers();
    head.set("Macrosweep-Created", "1");
    head.set("Macrosweep-Seq", "2");
    head.set("Macrosweep-Sum", "0123456789abcdef");
    await nc.request(`${stream}.events.beats`, JSON.stringify([requeued(2)]), { timeout: 5_000, headers: head });
    const reader = await open(stream);

    await expect(readAll(reader, "beats")).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining(`/${stream}: sweep "beats": event 2 does not fit its checksum`),
    });
    expect(await readAll(reader, "gaze")).toEqual([requeued(1)]);
  });

  it("keeps what a list shows of sweeps that are over, until they go on", async () => {
    const stream = newStream();
    const journal = await open(stream);
    await journal.append([
      { sweep: "over", expectedSeq: 0, events: [requeued(1)], over: true },
      { sweep: "again", expectedSeq: 0, events: [requeued(1)], over: true },
      { sweep: "live", expectedSeq: 0, events: [requeued(1)] },
    ]);
    const bytes = new Uint8Array([1, 2, 0, 255]);
    for (const sweep of ["over", "again"]) await journal.keep(sweep, 1, bytes);
    await journal.keep("over", 7, new Uint8Array([9]));
    await journal.append([{ sweep: "again", expectedSeq: 1, events: [requeued(2)], over: true }]);

    expect((await (await open(stream)).summaries()).toSorted((a, b) => a.sweep.localeCompare(b.sweep))).toEqual([
      { sweep: "again", over: true, kept: null },
      { sweep: "live", over: false, kept: null },
      { sweep: "over", over: true, kept: bytes },
    ]);
  });

  it("rejects with conflict when its stream was deleted: nothing can be recorded any more", async () => {
    const stream = newStream();
    const journal = await open(stream);
    await journal.append([{ sweep: "beats", expectedSeq: 0, events: [requeued(1)] }]);
    await (await jetstreamManager(await client())).streams.delete(stream);

    await expect(journal.append([{ sweep: "beats", expectedSeq: 1, events: [requeued(2)] }])).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`stream ${stream} was deleted`),
    });
  });

  it.each<[string, Partial<StreamConfig>, string]>([
    ["forgets after a day", { max_age: 86_400_000_000_000 }, "max_age is 86400000000000 and must be 0"],
    [
      "drops the oldest",
      { discard: "old", max_msgs: 10 },
      "discard is old and must be new; max_msgs is 10 and must be -1",
    ],
    ["lets single messages be deleted", { deny_delete: false }, "deny_delete is false and must be true"],
  ])("refuses a stream that %s, and says how to mend it", async (_, settings, what) => {
    const stream = newStream();
    const sound = await open(stream);
    await sound.close();
    const { streams } = await jetstreamManager(await client());
    const { config } = await streams.info(stream);
    await streams.delete(stream);
    await streams.add({ ...config, ...settings });

    await expect(open(stream)).rejects.toMatchObject({
      code: "invalid",
      message: `${server.url}/${stream}: stream ${stream}: ${what}: change it with "nats stream edit ${stream}", or name a stream that is not there yet`,
    });
  });

  it("refuses a stream of something else", async () => {
    const stream = newStream();
    await (await jetstreamManager(await client())).streams.add({ name: stream, subjects: [`${stream}.orders`] });

    await expect(open(stream)).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining("the stream is not a journal of macrosweep"),
    });
  });

  it("refuses three copies on one server", async () => {
    await expect(open(newStream(), { replicas: 3 })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringMatching(/replicas/),
    });
  });

  it("says that the sync policy cannot be read where nobody says where, and nothing where it is as asked for", async () => {
    const warned = await open(newStream());
    const checked = await open(newStream(), { monitors: [server.monitor] });
    const silent = await open(newStream(), { monitors: ["http://127.0.0.1:1"] });

    expect(warned.warnings).toEqual([expect.stringContaining("--journal-monitor http://host:8222")]);
    expect(checked.warnings).toEqual([]);
    expect(silent.warnings).toEqual([expect.stringContaining("cannot be read at http://127.0.0.1:1")]);
  });

  it("refuses a server that does not sync every write, unless that is accepted", async () => {
    const lazy = await startInTest({ jetstream: 'sync_interval: "2m"' });
    const monitors = [lazy.monitor];

    await expect(openNatsJournal(lazy.url, { monitors })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringMatching(
        /syncs its disk every 120 s.*set sync_interval: always.*or accept that with --journal-sync interval$/,
      ),
    });
    const accepted = await openNatsJournal(lazy.url, { monitors, sync: "interval" });
    await accepted.close();
    expect(accepted.warnings).toEqual([]);
  });

  it("comes in with a user and a password from a file, and says what is missing without", async () => {
    const closed = await startInTest({ more: 'authorization { user: controller, password: "s3cret" }' });
    const credentials = join(folder, "credentials");
    writeFileSync(credentials, "controller:s3cret\n");

    await expect(openNatsJournal(closed.url)).rejects.toMatchObject({
      code: "unauthenticated",
      message: expect.stringContaining("--journal-credentials FILE"),
    });
    const journal = await openNatsJournal(closed.url, { credentials });
    expect(await journal.sweeps()).toEqual([]);
    await journal.close();
  });

  async function startInTest(settings: NatsSettings): Promise<NatsServer> {
    const another = await NatsServer.start(mkdtempSync(join(folder, "another-")), settings);
    onTestFinished(() => another.kill());
    return another;
  }

  async function client(): Promise<NatsConnection> {
    const nc = await connect({ servers: server.url });
    onTestFinished(() => nc.close());
    return nc;
  }
});
