import { describe, expect, it } from "vitest";
import { startAgent } from "../../src/agent/agent.ts";
import { TestController } from "./controller.ts";
import { keepingLogger, nodeTrainer, shellTrainer, startedAgent, temporaryFolder } from "./scene.ts";

const lease = { sweep: "beats", trial: 4, attempt: 1 };

describe("startAgent", () => {
  it("refuses options that cannot be, naming each", () => {
    const start = () =>
      startAgent({
        controller: "nowhere",
        slots: 0,
        work: temporaryFolder(),
        graceMs: -1,
        logger: keepingLogger().logger,
      });
    expect(start).toThrow(
      'controller: "nowhere" must be host:port\nslots: 0 must be a whole number of at least 1\ngraceMs: -1 must be at least 0',
    );
  });
});

describe("an agent that is stopped", () => {
  it("ends its trainer and gives the trial back, after the trainer's last reports", async () => {
    const controller = await TestController.start();
    const { agent, work } = startedAgent(controller);
    const stream = await controller.welcomed();
    await stream.next("credit");
    stream.assign(
      lease,
      nodeTrainer(
        work,
        "process.on('SIGTERM', () => { report(2); process.exit(0); }); report(1); await sleep(60_000);",
      ),
    );
    await stream.next("report");
    const stopped = agent.stop();
    expect((await stream.next("report")).report).toMatchObject({ lease, seq: 2, step: 2 });
    expect((await stream.next("finish")).finish).toEqual({
      lease,
      seq: 3,
      epochs: 2,
      outcome: "OUTCOME_PREEMPTED",
      reason: "agent stops",
    });
    stream.ack(lease, 3);
    await stopped;
    await agent.done;
    expect(stream.inbox.waiting.filter(({ $case }) => $case === "credit")).toEqual([]);
  });

  it("kills a trainer that ignores SIGTERM after the grace time", async () => {
    const controller = await TestController.start();
    const { agent } = startedAgent(controller, { graceMs: 200 });
    const stream = await controller.welcomed();
    stream.assign(lease, shellTrainer("trap '' TERM; REPORT; while :; do sleep 0.05; done"));
    await stream.next("report");
    agent.stop();
    expect((await stream.next("finish")).finish).toMatchObject({ seq: 2, outcome: "OUTCOME_PREEMPTED" });
  });

  it("calls a trial completed whose trainer reports its last epoch and exits well in the grace time", async () => {
    const controller = await TestController.start();
    const { agent, work } = startedAgent(controller, { graceMs: 5_000 });
    const stream = await controller.welcomed();
    const body = "process.on('SIGTERM', () => {}); report(1); await sleep(300); report(2);";
    stream.assign(lease, nodeTrainer(work, body), { epochs: 2 });
    await stream.next("report");
    agent.stop();
    expect((await stream.next("finish")).finish).toMatchObject({ seq: 3, outcome: "OUTCOME_COMPLETED" });
  });

  it("gives back what is assigned to it meanwhile, without starting it", async () => {
    const controller = await TestController.start();
    const { agent, work } = startedAgent(controller, { slots: 2, graceMs: 5_000 });
    const stream = await controller.welcomed();
    stream.assign(lease, nodeTrainer(work, "process.on('SIGTERM', () => report(2)); report(1); await sleep(60_000);"));
    await stream.next("report");
    agent.stop();
    await stream.next("report");
    const late = { ...lease, trial: 5 };
    stream.assign(late, ["sleep", "60"]);
    expect((await stream.next("finish")).finish).toMatchObject({ lease: late, seq: 1, outcome: "OUTCOME_PREEMPTED" });
  });

  it("is done at once when it holds nothing, also without a controller", async () => {
    const controller = await TestController.start();
    controller.kill();
    const { agent } = startedAgent(controller);
    await agent.stop();
    await expect(agent.done).resolves.toBeUndefined();
  });
});
