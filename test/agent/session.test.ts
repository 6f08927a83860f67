import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { TestController } from "./controller.ts";
import { nodeTrainer, shellTrainer, startedAgent } from "./scene.ts";

const lease = { sweep: "beats", trial: 4, attempt: 1 };

describe("a session", () => {
  it("begins with hello, and gives credit for every slot after the welcome", async () => {
    const controller = await TestController.start();
    startedAgent(controller, { slots: 3, name: "box" });
    const stream = await controller.stream();
    const { hello } = await stream.next("hello");
    expect(hello).toMatchObject({ protocol: 1, host: "box", slots: 3, held: [] });
    expect(hello.agent).toMatch(/^box-[0-9a-f]{8}$/);
    stream.welcome();
    expect(await stream.next("credit")).toMatchObject({ credit: { slots: 3 } });
  });

  it("relays a trainer's reports and its end, and gives the slot back", async () => {
    const controller = await TestController.start();
    const { work } = startedAgent(controller);
    const stream = await controller.welcomed();
    await stream.next("credit");
    stream.assign(lease, nodeTrainer(work, "for (let epoch = 1; epoch <= 3; epoch++) report(epoch);"));
    for (const step of [1, 2, 3]) {
      const { report } = await stream.next("report");
      expect(report).toMatchObject({ lease, seq: step, step, test: false });
      expect(report.counts?.kind).toEqual({ $case: "confusion", confusion: { classes: 2, cells: [2, 1, 0, 1] } });
    }
    const { finish } = await stream.next("finish");
    expect(finish).toEqual({ lease, seq: 4, epochs: 3, outcome: "OUTCOME_COMPLETED", reason: "" });
    expect(await stream.next("credit")).toMatchObject({ credit: { slots: 1 } });
  });

  it("says again on the next stream what was not acknowledged, in order, and only that", async () => {
    const controller = await TestController.start();
    const { work } = startedAgent(controller);
    const first = await controller.welcomed();
    first.assign(
      lease,
      nodeTrainer(work, "for (let epoch = 1; epoch <= 3; epoch++) report(epoch); await sleep(60_000);"),
    );
    for (let i = 0; i < 3; i++) await first.next("report");
    first.ack(lease, 1);
    first.end();

    const second = await controller.stream();
    const { hello } = await second.next("hello");
    expect(hello.held).toEqual([lease]);
    second.welcome();
    expect((await second.next("report")).report.seq).toBe(2);
    expect((await second.next("report")).report.seq).toBe(3);
    await second.next("heartbeat");
    expect(second.inbox.waiting).toEqual([]);
  });

  it("keeps a finished trial's messages over a controller's restart on the same port", async () => {
    const controller = await TestController.start();
    startedAgent(controller);
    const first = await controller.welcomed();
    first.assign(lease, shellTrainer("REPORT"));
    await first.next("finish");
    controller.kill();

    const restarted = await TestController.start(controller.port);
    const stream = await restarted.stream();
    expect((await stream.next("hello")).hello.held).toEqual([lease]);
    stream.welcome();
    expect((await stream.next("report")).report).toMatchObject({ lease, seq: 1 });
    expect((await stream.next("finish")).finish).toMatchObject({ lease, seq: 2, outcome: "OUTCOME_COMPLETED" });
    expect(await stream.next("credit")).toMatchObject({ credit: { slots: 1 } });
    stream.ack(lease, 2);
  });

  it("is one agent over its reconnects", async () => {
    const controller = await TestController.start();
    startedAgent(controller);
    const first = await controller.stream();
    const { hello } = await first.next("hello");
    first.end();
    const second = await controller.stream();
    expect((await second.next("hello")).hello.agent).toBe(hello.agent);
  });

  it("renews the leases at every heartbeat", async () => {
    const controller = await TestController.start();
    startedAgent(controller);
    const stream = await controller.welcomed({ heartbeatMs: 50 });
    expect((await stream.next("heartbeat")).heartbeat.leases).toEqual([]);
    stream.assign(lease, ["sleep", "60"]);
    await stream.inbox.take((message) => message.$case === "heartbeat" && message.heartbeat.leases.length > 0);
    expect((await stream.next("heartbeat")).heartbeat.leases).toEqual([lease]);
  });

  it("waits for a controller that starts later, and says so once", async () => {
    const gone = await TestController.start();
    gone.kill();
    const { entries } = startedAgent(gone);
    await entries.take(({ message }) => message.startsWith("no session with the controller"));
    const controller = await TestController.start(gone.port);
    await controller.welcomed();
    await entries.take(({ message }) => message === "session open");
    expect(entries.waiting.filter(({ level }) => level === "warn")).toEqual([]);
  });

  it("gives no credit to a controller that drains, trains on, and gives credit on the next stream", async () => {
    const controller = await TestController.start();
    const { work } = startedAgent(controller, { slots: 2 });
    const first = await controller.welcomed({ heartbeatMs: 50 });
    await first.next("credit");
    first.assign(lease, nodeTrainer(work, "report(1);"));
    first.send({ $case: "drain", drain: { reason: "upgrade" } });
    await first.next("finish");
    first.ack(lease, 2);
    await first.twoHeartbeats();
    expect(first.inbox.waiting.filter(({ $case }) => $case === "credit")).toEqual([]);
    first.end(status.OK, "");
    const second = await controller.welcomed();
    expect(await second.next("credit")).toMatchObject({ credit: { slots: 2 } });
  });

  it("ends with a clear error when the controller refuses its protocol", async () => {
    const controller = await TestController.start();
    const { agent } = startedAgent(controller);
    const stream = await controller.stream();
    stream.end(status.FAILED_PRECONDITION, "this controller speaks protocol 2, the agent protocol 1");
    await expect(agent.done).rejects.toMatchObject({
      code: "unsupported",
      message: "this controller speaks protocol 2, the agent protocol 1",
    });
  });

  it("ends with a clear error when the welcome is of another protocol", async () => {
    const controller = await TestController.start();
    const { agent } = startedAgent(controller);
    const stream = await controller.stream();
    stream.welcome({ protocol: 2 });
    await expect(agent.done).rejects.toMatchObject({
      code: "unsupported",
      message: "the controller speaks protocol 2, this agent protocol 1",
    });
  });

  it("ignores acknowledgements, stops and assignments that it has had, or that are not for it", async () => {
    const controller = await TestController.start();
    startedAgent(controller, { slots: 2 });
    const stream = await controller.welcomed();
    const strange = { ...lease, trial: 99 };
    stream.ack(strange, 7);
    stream.stop(strange);
    stream.assign(lease, shellTrainer("REPORT; sleep 0.2"));
    stream.assign(lease, shellTrainer("REPORT; sleep 0.2"));
    await stream.next("finish");
    stream.ack(lease, 1);
    stream.ack(lease, 9);
    stream.ack(lease, 2);
    stream.send({ $case: "drain", drain: { reason: "end of test" } });
    stream.end();
    const next = await controller.stream();
    expect((await next.next("hello")).hello.held).toEqual([]);
    expect(stream.inbox.waiting.filter(({ $case }) => $case === "finish")).toEqual([]);
  });

  it("is begun anew when a lease is granted again that ends here, and says that it is not held", async () => {
    const controller = await TestController.start();
    const { work } = startedAgent(controller, { slots: 2, graceMs: 60_000 });
    const stream = await controller.welcomed();
    const stubborn = nodeTrainer(work, `process.on("SIGTERM", () => {}); report(1); await sleep(3_000);`);
    stream.assign(lease, stubborn);
    await stream.next("report");
    stream.stop(lease);
    stream.assign(lease, stubborn);
    const next = await controller.stream();
    const { hello } = await next.next("hello");
    expect(hello).toMatchObject({ held: [], leaving: { leases: [lease] } });
    next.welcome();
    expect((await next.next("finish")).finish).toMatchObject({ lease, outcome: "OUTCOME_STOPPED" });
  });
});
