import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { startAgent } from "../../src/agent/agent.ts";
import { BadPath } from "./badPath.ts";
import { TestController } from "./controller.ts";
import type { Inbox } from "./inbox.ts";
import { keepingLogger, type LogEntry, startedAgent, temporaryFolder } from "./scene.ts";

// Longer than any wait of an agent.
const PATIENCE_MS = 20_000;

function agentOf(controller: string): Inbox<LogEntry> {
  const { logger, entries } = keepingLogger();
  const agent = startAgent({ controller, slots: 1, work: temporaryFolder(), logger, graceMs: 300 });
  onTestFinished(() => agent.stop());
  return entries;
}

function outage(entries: Inbox<LogEntry>): Promise<LogEntry> {
  return entries.take(({ message }) => message.startsWith("no session with the controller"), PATIENCE_MS);
}

describe("an agent", () => {
  it("gives up a peer that accepts and says nothing, says so, and calls again", async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => void sockets.push(socket.on("error", () => {}))).listen(0, "127.0.0.1");
    await once(mute, "listening");
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      mute.close();
    });
    const entries = agentOf(`127.0.0.1:${(mute.address() as AddressInfo).port}`);
    expect(await outage(entries)).toMatchObject({
      level: "warn",
      fields: { code: "DEADLINE_EXCEEDED", details: "no answer to Hello within 10 s" },
    });
    const before = sockets.length;
    await expect.poll(() => sockets.length, { timeout: 5_000 }).toBeGreaterThan(before);
  });

  it("gives up a controller that speaks gRPC and does not answer Hello", async () => {
    const controller = await TestController.start();
    const { entries } = startedAgent(controller);
    const first = await controller.stream();
    expect(await outage(entries)).toMatchObject({ fields: { details: "no answer to Hello within 10 s" } });
    await first.closed();
    await controller.welcomed();
  });

  it("gives up a controller that answers a Hello and then no heartbeat", async () => {
    const controller = await TestController.start();
    const { entries } = startedAgent(controller);
    const first = await controller.stream();
    await first.next("hello");
    first.send({ $case: "welcome", welcome: { protocol: 1, leaseMs: 30_000, heartbeatMs: 1_000, hears: true } });
    expect(await outage(entries)).toMatchObject({ fields: { details: "no answer to a heartbeat within 10 s" } });
    await first.closed();
    await controller.welcomed();
  });

  it("waits on for a controller that answers heartbeats, and for one of an earlier version, which never does", async () => {
    const [present, older] = [await TestController.start(), await TestController.start()];
    const scenes = [startedAgent(present), startedAgent(older)];
    const stream = await present.stream();
    await stream.next("hello");
    stream.send({ $case: "welcome", welcome: { protocol: 1, leaseMs: 30_000, heartbeatMs: 1_000, hears: true } });
    const silent = await older.welcomed({ heartbeatMs: 1_000 });
    for (let i = 1; i <= 12; i++) {
      const { heartbeat } = await stream.next("heartbeat");
      stream.send({ $case: "heard", heard: { number: heartbeat.number ?? 0 } });
      await silent.next("heartbeat");
    }
    for (const { entries } of scenes) expect(entries.waiting.map(({ message }) => message)).toEqual(["session open"]);
  });

  it("gives up a stream that is drained and does not end", async () => {
    const controller = await TestController.start();
    const { entries } = startedAgent(controller);
    const first = await controller.welcomed();
    first.send({ $case: "drain", drain: { reason: "upgrade" } });
    expect(await outage(entries)).toMatchObject({
      fields: { details: "no end of a stream that was drained within 10 s" },
    });
    await controller.welcomed();
  });

  it("dials anew when its connection falls silent, and is there again with the number of its next session", async () => {
    const controller = await TestController.start();
    const path = await BadPath.to(controller.address);
    const entries = agentOf(path.address);
    const first = await controller.stream();
    const { hello } = await first.next("hello");
    first.welcome();
    await first.next("credit");
    path.silence();
    await outage(entries);
    const second = await controller.stream();
    expect((await second.next("hello")).hello).toMatchObject({
      agent: hello.agent,
      process: hello.process,
      session: 2,
    });
  });

  it("calls a link that breaks after each Welcome ever more slowly", async () => {
    const controller = await TestController.start();
    startedAgent(controller, { random: () => 0.999 });
    const startMs = performance.now();
    for (let i = 0; i < 6; i++) (await controller.welcomed()).end();
    // 100, 200, 400, 800 and 1,000 ms.
    expect(performance.now() - startMs).toBeGreaterThan(2_400);
  });
});
