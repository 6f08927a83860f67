import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Outcome } from "../../../src/gen/macrosweep/v1/agent.ts";
import type { RawAgent } from "./rawAgent.ts";
import { stage, sweepDocument } from "./stage.ts";

const { agent, create, folder, logTail, silentAgent } = stage();

/** An agent that keeps logs, with a trial. */
async function working() {
  await create(sweepDocument({ parallel: 1, trials: 1 }));
  const worker = silentAgent();
  worker.helloAs({ agent: "box", process: "p1", tails: true });
  worker.credit(1);
  const { lease, sweepId } = await worker.assigned();
  return { worker, lease: lease!, sweepId };
}

async function answer(worker: RawAgent, text: string, more: { start?: number; live?: boolean; refusal?: string } = {}) {
  const { askLog } = await worker.next("askLog");
  const { question, lease } = askLog;
  const { start = 0, live = true, refusal = "" } = more;
  const end = start + Buffer.byteLength(text);
  worker.say({ $case: "logTail", logTail: { question, lease, text, start, end, live, refusal } });
  return askLog;
}

const failed = async (worker: RawAgent, lease: { sweep: string; trial: number; attempt: number }, reason: string) => {
  worker.say({ $case: "finish", finish: { lease, seq: 1, outcome: Outcome.FAILED, reason } });
  await worker.next("ack");
};

describe("the end of a trial's log", () => {
  it("is asked of the agent that runs it", async () => {
    const { worker, lease, sweepId } = await working();
    const asked = logTail("small", 0);
    expect(await answer(worker, "epoch 1\n")).toMatchObject({ lease, sweepId });
    expect(await asked).toEqual({
      sweep: "small",
      trial: 0,
      attempt: 1,
      from: "box",
      text: "epoch 1\n",
      truncated: false,
      live: true,
      over: false,
      next: "1:8",
    });
  });

  it("goes on from where the asker was", async () => {
    const { worker } = await working();
    const asked = logTail("small", 0, { after: "1:8" });
    expect(await answer(worker, "epoch 2\n", { start: 8 })).toMatchObject({ after: 8 });
    expect(await asked).toMatchObject({ text: "epoch 2\n", truncated: false, next: "1:16" });
  });

  it("says where something is left out", async () => {
    const { worker } = await working();
    const asked = logTail("small", 0);
    await answer(worker, "the end\n", { start: 1_000 });
    expect(await asked).toMatchObject({ text: "the end\n", truncated: true, next: "1:1008" });
  });

  it("of a trial that has failed outlives its agent", async () => {
    const { worker, lease } = await working();
    const said = { lease, question: 0, text: "a long story\nKeyError\n", start: 0, end: 22, live: false, refusal: "" };
    worker.say({ $case: "logTail", logTail: said });
    await failed(worker, lease, "exit code 1:\nKeyError");
    worker.close();
    await vi.waitFor(async () => {
      expect(await logTail("small", 0)).toMatchObject({ text: "a long story\nKeyError\n", live: false, over: true });
    });
  });

  it("is what the reason of the failure has of it where nothing else is left", async () => {
    const { worker, lease } = await working();
    await failed(worker, lease, "exit code 1:\nTraceback\nKeyError");
    worker.close();
    await vi.waitFor(async () => {
      expect(await logTail("small", 0)).toMatchObject({ text: "Traceback\nKeyError\n", truncated: true, over: true });
    });
  });

  it("is read from its file where the agent has gone whose folder lies here", async () => {
    const { worker, lease, sweepId } = await working();
    const trial = join(folder(), "trials", "small", sweepId, "0");
    mkdirSync(trial, { recursive: true });
    writeFileSync(join(trial, "attempt-1.log"), "epoch 1\nepoch 2\n");
    worker.close();
    await vi.waitFor(async () => {
      const expected = { text: "epoch 1\nepoch 2\n", truncated: false, live: false, from: "box", next: "1:16" };
      expect(await logTail("small", 0)).toMatchObject(expected);
    });
    expect(await logTail("small", 0, { after: "1:8" })).toMatchObject({ text: "epoch 2\n", next: "1:16" });
    expect(lease.attempt).toBe(1);
  });

  it.each([
    ["its file", (trial: string, secret: string) => symlinkSync(secret, join(trial, "attempt-1.log"))],
    [
      "its folder",
      (trial: string, secret: string) => {
        rmSync(trial, { recursive: true });
        symlinkSync(dirname(secret), trial);
      },
    ],
  ])("is not read through a link that a trainer has made of %s", async (_what, link) => {
    const { worker, sweepId } = await working();
    const trial = join(folder(), "trials", "small", sweepId, "0");
    const elsewhere = mkdtempSync(join(tmpdir(), "macrosweep-elsewhere-"));
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    const secret = join(elsewhere, "attempt-1.log");
    writeFileSync(secret, "secret\n");
    mkdirSync(trial, { recursive: true });
    link(trial, secret);
    worker.close();
    await vi.waitFor(async () => {
      await expect(logTail("small", 0)).rejects.toThrow("agent box is not connected, and only it has it");
    });
  });

  it("is not taken from an agent that has not run the trial", async () => {
    const { worker, lease } = await working();
    const stranger = agent("other");
    const said = { lease, question: 0, text: "lies\n", start: 0, end: 5, live: false, refusal: "" };
    stranger.say({ $case: "logTail", logTail: said });
    stranger.say({ $case: "heartbeat", heartbeat: { leases: [], number: 1 } });
    await stranger.next("heard");
    await failed(worker, lease, "exit code 1:\nthe truth");
    worker.close();
    await vi.waitFor(async () => expect((await logTail("small", 0)).text).toBe("the truth\n"));
  });

  it("of a trial that nobody knows ends no stream", async () => {
    const { worker, lease } = await working();
    const nowhere = { ...lease, sweep: "nowhere" };
    const said = { lease: nowhere, question: 0, text: "x\n", start: 0, end: 2, live: false, refusal: "" };
    worker.say({ $case: "logTail", logTail: said });
    worker.say({ $case: "heartbeat", heartbeat: { leases: [], number: 1 } });
    expect((await worker.next("heard")).heard).toEqual({ number: 1 });
  });

  it("may be as long as an agent keeps it, and no longer", async () => {
    const { worker, lease } = await working();
    const asked = logTail("small", 0);
    await answer(worker, "x".repeat(64 * 1024));
    expect((await asked).text).toHaveLength(64 * 1024);
    const text = "x".repeat(80 * 1024);
    worker.say({ $case: "logTail", logTail: { lease, question: 0, text, start: 0, end: 0, live: false, refusal: "" } });
    expect((await worker.ended).details).toMatch(/a message of \d+ bytes; at most 69632 are taken/);
  });
});

describe("a log that cannot be had", () => {
  it.each([
    ["nowhere", 0, {}, 'there is no sweep "nowhere"'],
    ["small", 7, {}, 'sweep "small" has no trial 7'],
    ["small", 0, { attempt: 2 }, 'trial 0 of sweep "small" has 1 attempts'],
    ["small", 0, { after: "x" }, 'after: "x" must be the "next" of an earlier answer'],
  ])("of %s, trial %i, %o: says why", async (sweep, trial, question, message) => {
    await working();
    await expect(logTail(sweep, trial, question)).rejects.toThrow(message);
  });

  it("because its agent has gone, says so", async () => {
    const { worker } = await working();
    worker.close();
    await vi.waitFor(async () => {
      await expect(logTail("small", 0)).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringContaining("agent box is not connected, and only it has it"),
      });
    });
  });

  it("because its agent is of an earlier version, says so", async () => {
    await create(sweepDocument({ parallel: 1, trials: 1 }));
    const old = agent("old");
    old.credit(1);
    await old.assigned();
    await expect(logTail("small", 0)).rejects.toThrow("agent old is of an earlier version and cannot show it");
  });

  it("because its agent has lost it, says so in its words", async () => {
    const { worker } = await working();
    const asked = logTail("small", 0);
    await Promise.all([
      answer(worker, "", { refusal: "its log is not there any more" }),
      expect(asked).rejects.toThrow("agent box cannot show it: its log is not there any more"),
    ]);
  });

  it("because nobody waits any more, is asked for no longer", async () => {
    const { worker } = await working();
    const leaving = new AbortController();
    const asked = logTail("small", 0, {}, leaving.signal);
    await worker.next("askLog");
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ code: "unavailable" });
  });
});
