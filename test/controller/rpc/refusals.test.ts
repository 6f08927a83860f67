import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startController } from "../../../src/controller/index.ts";
import { Refusals } from "../../../src/controller/rpc/refusals.ts";
import { RawAgent } from "./rawAgent.ts";

function keepingLog() {
  const lines: object[] = [];
  const silent = () => {};
  const warn = (fields: object, message: string) => void lines.push({ ...fields, message });
  return { lines, log: { debug: silent, info: silent, warn, error: silent } };
}

it("a controller says once who was refused and why, however often he comes again", async () => {
  const { lines, log } = keepingLog();
  const state = mkdtempSync(join(tmpdir(), "macrosweep-rpc-"));
  onTestFinished(() => rmSync(state, { recursive: true }));
  const controller = await startController({ state, listen: "127.0.0.1:0", log });
  onTestFinished(() => controller.stop());
  for (let call = 0; call < 3; call++) {
    const agent = new RawAgent(controller.address);
    agent.hello("old", [], 2);
    await agent.ended;
    agent.close();
  }
  expect(lines).toEqual([
    {
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      reason: expect.stringContaining("agent old speaks protocol 2, this controller 1"),
      message: "refused on the agents' port",
    },
  ]);
});

it("tells the same again after a minute, with how often it was, and another at once", () => {
  const { lines, log } = keepingLog();
  let nowMs = 0;
  const refusals = new Refusals(log, () => nowMs);
  const who = (port: number) => ({ agent: "a", peer: `10.0.0.1:${port}` });
  for (let port = 1; port <= 5; port++) refusals.tell(who(port), `session ${port} came late`);
  refusals.tell({ peer: "10.0.0.2:1" }, "no Hello within 10 s");
  nowMs = 60_000;
  refusals.tell(who(9), "session 9 came late");
  expect(lines).toMatchObject([{ peer: "10.0.0.1:1" }, { peer: "10.0.0.2:1" }, { peer: "10.0.0.1:9", before: 4 }]);
});

it("tells of a hundred callers a minute, whatever they call themselves", () => {
  const { lines, log } = keepingLog();
  let nowMs = 0;
  const refusals = new Refusals(log, () => nowMs);
  const many = () => {
    for (let i = 0; i < 1_000; i++) refusals.tell({ agent: `a${nowMs}-${i}`, peer: "10.0.0.1:1" }, "no");
  };
  many();
  expect(lines).toHaveLength(100);
  nowMs = 60_000;
  many();
  expect(lines).toHaveLength(200);
});
