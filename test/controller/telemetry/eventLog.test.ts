import { expect, it } from "vitest";
import { Outcome } from "../../../src/gen/macrosweep/v1/agent.ts";
import { stage, sweepDocument } from "../rpc/stage.ts";

interface Told {
  readonly level: string;
  readonly message: string;
  readonly fields: object;
}
const lines: Told[] = [];
const at = (level: string) => (fields: object, message: string) => lines.push({ level, message, fields });
const log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };

const { agent, create } = stage(() => {
  lines.length = 0;
  return { log };
});

it("has a line for each fact, with sweep, trial and lease, once it is durable", async () => {
  await create(sweepDocument({ parallel: 1, trials: 1, epochsPerTrial: 1 }));
  const worker = agent("box");
  worker.credit(1);
  const { lease } = await worker.assigned();
  worker.report(lease, 1, 0.5);
  worker.say({ $case: "finish", finish: { lease, seq: 2, outcome: Outcome.COMPLETED, reason: "" } });
  await worker.next("ack");
  await worker.next("ack");
  const trial = { sweep: "small", trial: 0 };
  const held = { ...trial, lease: "small/0/1" };
  expect(lines).toMatchObject([
    { level: "info", message: "sweep created", fields: { sweep: "small" } },
    { level: "debug", message: "trial suggested", fields: trial },
    { level: "info", message: "lease granted", fields: { ...held, agent: "box" } },
    { level: "debug", message: "report recorded", fields: { ...held, step: 1, value: 0.5 } },
    { level: "info", message: "lease ended", fields: { ...held, why: "finished" } },
    { level: "info", message: "trial ended", fields: { ...trial, state: "completed" } },
    { level: "info", message: "sweep ended", fields: { sweep: "small", state: "completed" } },
  ]);
});

it("has nothing of what trainers print", async () => {
  await create(sweepDocument({ parallel: 1, trials: 1 }));
  const worker = agent("box");
  worker.credit(1);
  const { lease } = await worker.assigned();
  const finish = { lease, seq: 1, outcome: Outcome.FAILED, reason: "exit code 1:\npassword is hunter2" };
  worker.say({ $case: "finish", finish });
  await worker.next("ack");
  expect(lines.find(({ message }) => message === "trial ended")?.fields).toMatchObject({ reason: "exit code 1:" });
  expect(JSON.stringify(lines)).not.toContain("hunter2");
});
