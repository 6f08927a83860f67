import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BOUNDS } from "../../../src/agent/bounds.ts";
import { Logs } from "../../../src/agent/logs/logs.ts";
import { LOG_END_BYTES } from "../../../src/logEnd.ts";
import { TestController } from "../controller.ts";
import { shellTrainer, startedAgent, temporaryFolder } from "../scene.ts";

const lease = { sweep: "beats", trial: 3, attempt: 1 };

async function running(script: string, env: NodeJS.ProcessEnv = process.env, passEnv: string[] = []) {
  const controller = await TestController.start();
  startedAgent(controller, { env });
  const stream = await controller.welcomed();
  stream.assign(lease, shellTrainer(script), { sweepId: "ab12" }, { passEnv });
  const ask = async (after?: number) => {
    stream.send({ $case: "askLog", askLog: { question: 7, lease, sweepId: "ab12", after } });
    return (await stream.next("logTail")).logTail;
  };
  return { stream, ask };
}

describe("an agent that is asked what a trial has printed", () => {
  it("says it while the trainer runs, and then what follows", async () => {
    const { stream, ask } = await running("echo loading; REPORT; read -r _ < /dev/null; echo ready; sleep 60");
    await stream.next("report");
    await expect.poll(async () => (await ask()).text).toBe("loading\nready\n");
    expect(await ask()).toEqual({
      lease,
      question: 7,
      text: "loading\nready\n",
      start: 0,
      end: 14,
      live: true,
      refusal: "",
    });
    expect(await ask(8)).toMatchObject({ text: "ready\n", start: 8, end: 14 });
  });

  it("says it after the trainer has ended", async () => {
    const { stream, ask } = await running("echo done with it; REPORT");
    await stream.next("finish");
    expect(await ask()).toMatchObject({ text: "done with it\n", live: false, refusal: "" });
  });

  it("says the last 64 KiB of a long one, also beyond what its file may have", async () => {
    const { stream, ask } = await running(
      "yes a line of a very talkative trainer | head -c 2000000; echo the end; REPORT",
    );
    await stream.next("finish");
    const { text, start, end } = await ask();
    expect(text.endsWith("the end\n")).toBe(true);
    expect(Buffer.byteLength(text)).toBe(end - start);
    expect(end - start).toBeLessThanOrEqual(LOG_END_BYTES);
    expect(end).toBeGreaterThan(2_000_000);
  });

  it("shows no value of a variable that is a secret by its name", async () => {
    const env = { ...process.env, WANDB_API_KEY: "ocean-7-gold" };
    const { stream, ask } = await running("echo key $WANDB_API_KEY; REPORT; exit 3", env, ["WANDB_API_KEY"]);
    const finish = (await stream.next("finish")).finish;
    expect(finish.reason).toContain("key [WANDB_API_KEY]");
    expect((await stream.next("logTail")).logTail.text).toBe("key [WANDB_API_KEY]\n");
    expect((await ask()).text).toBe("key [WANDB_API_KEY]\n");
  });

  it("refuses in words what it does not have", async () => {
    const { stream } = await running("sleep 60");
    const other = { ...lease, trial: 99 };
    stream.send({ $case: "askLog", askLog: { question: 8, lease: other, sweepId: "ab12" } });
    const { logTail } = await stream.next("logTail");
    expect(logTail).toMatchObject({ question: 8, lease: other, text: "", refusal: "its log is not there any more" });
  });
});

it("says unasked what a trainer has printed that broke", async () => {
  const { stream } = await running("echo about to break; exit 4");
  const { logTail } = await stream.next("logTail");
  expect(logTail).toMatchObject({ lease, question: 0, text: "about to break\n", live: false });
  expect((await stream.next("finish")).finish.reason).toContain("exit code 4");
});

describe("logs of trials that have ended long ago", () => {
  const work = () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "beats", "ab12", "3"), { recursive: true });
    writeFileSync(join(folder, "beats", "ab12", "3", "attempt-1.log"), "from the file\n");
    return folder;
  };

  it("are read from their files", async () => {
    const answer = await new Logs(work()).answer({ question: 1, lease, sweepId: "ab12" });
    expect(answer).toEqual({
      lease,
      question: 1,
      text: "from the file\n",
      start: 0,
      end: 14,
      live: false,
      refusal: "",
    });
  });

  it("are not kept in memory", async () => {
    const logs = new Logs(work());
    logs.begin(lease, "ab12").write(Buffer.from("from memory\n"));
    logs.end(lease, "ab12");
    expect((await logs.answer({ question: 1, lease, sweepId: "ab12" })).text).toBe("from memory\n");
    for (let trial = 100; trial < 100 + BOUNDS.endedTails; trial++) {
      logs.begin({ ...lease, trial }, "ab12");
      logs.end({ ...lease, trial }, "ab12");
    }
    expect((await logs.answer({ question: 2, lease, sweepId: "ab12" })).text).toBe("from the file\n");
  });

  it("are not looked for outside of the folder", async () => {
    const answer = await new Logs(work()).answer({ question: 1, lease: { ...lease, sweep: "../beats" }, sweepId: "" });
    expect(answer.refusal).toBe('sweep: "../beats" must be lower-case letters, digits and dashes');
  });
});
