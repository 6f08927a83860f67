import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TestController } from "./controller.ts";
import { shellTrainer, startedAgent, temporaryFolder } from "./scene.ts";

const lease = { sweep: "beats", trial: 4, attempt: 1 };

/** A path at which no folder can be made, until the file in its way is gone. */
function blockedFolder() {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  return { work: join(file, "work"), unblock: () => rmSync(file) };
}

describe("a machine on which no trial's folder can be made", () => {
  it("gives the trial back as one that never started, takes its credit back with the reason, and gives it again when it can", async () => {
    const controller = await TestController.start();
    const { work, unblock } = blockedFolder();
    const { entries } = startedAgent(controller, { work, slots: 2, random: () => 0 });
    const stream = await controller.welcomed();
    await stream.next("credit");
    stream.assign(lease, shellTrainer("REPORT"));
    expect(await stream.next("withdraw")).toMatchObject({
      withdraw: { reason: expect.stringContaining("cannot be made") },
    });
    expect(await stream.next("finish")).toMatchObject({
      finish: {
        lease,
        seq: 1,
        outcome: "OUTCOME_PREEMPTED",
        unstarted: true,
        reason: expect.stringContaining("cannot be made"),
      },
    });
    await entries.take(
      ({ level, message }) => level === "error" && message.startsWith("this machine cannot run trainers"),
    );
    expect(stream.inbox.waiting.filter(({ $case }) => $case === "credit")).toEqual([]);
    unblock();
    expect(await stream.next("credit")).toMatchObject({ credit: { slots: 2 } });
    stream.ack(lease, 1);
    const next = { ...lease, trial: 5 };
    stream.assign(next, shellTrainer("REPORT"));
    expect(await stream.next("finish")).toMatchObject({ finish: { lease: next, outcome: "OUTCOME_COMPLETED" } });
  });

  it("gives back what is assigned to it meanwhile, and says on its next stream too that it takes no work", async () => {
    const controller = await TestController.start();
    const { work } = blockedFolder();
    startedAgent(controller, { work });
    const stream = await controller.welcomed();
    stream.assign(lease, shellTrainer("REPORT"));
    await stream.next("finish");
    const late = { ...lease, trial: 5 };
    stream.assign(late, shellTrainer("REPORT"));
    expect(await stream.next("finish")).toMatchObject({
      finish: { lease: late, outcome: "OUTCOME_PREEMPTED", unstarted: true },
    });
    stream.ack(lease, 1);
    stream.ack(late, 1);
    stream.end();
    const second = await controller.welcomed();
    expect((await second.next("withdraw")).withdraw.reason).toContain("cannot be ");
    await second.next("heartbeat");
    expect(second.inbox.waiting.filter(({ $case }) => $case === "credit")).toEqual([]);
  });
});

it.each([
  "OSError: [Errno 28] No space left on device: '/data/model.pt'",
  "Error: ENOSPC: no space left on device, write",
  "OSError: [Errno 30] Read-only file system: 'model.pt'",
])("a trainer that breaks with '%s' has not failed: its trial is given back", async (words) => {
  const controller = await TestController.start();
  startedAgent(controller);
  const stream = await controller.welcomed();
  stream.assign(lease, shellTrainer(`REPORT; echo "${words}" >&2; exit 1`));
  const { finish } = await stream.next("finish");
  expect(finish).toMatchObject({ lease, seq: 2, outcome: "OUTCOME_PREEMPTED", reason: words });
  expect(finish.unstarted).toBeUndefined();
});

it.each([
  ["a command that does not exist", ["no-such-program"], "was not found on PATH"],
  ["a file that is no program", ["/etc/passwd"], "cannot be started"],
  ["a trainer that breaks", shellTrainer("echo oops; exit 3"), "exit code 3"],
])("%s is the document's fault, and the agent takes the next trial", async (_what, argv, reason) => {
  const controller = await TestController.start();
  startedAgent(controller);
  const stream = await controller.welcomed();
  await stream.next("credit");
  stream.assign(lease, argv);
  expect(await stream.next("finish")).toMatchObject({
    finish: { outcome: "OUTCOME_FAILED", reason: expect.stringContaining(reason) },
  });
  await stream.next("credit");
  expect(stream.inbox.waiting.filter(({ $case }) => $case === "withdraw")).toEqual([]);
});
