import { describe, expect, it, vi } from "vitest";
import { stage, sweepDocument } from "../rpc/stage.ts";

const { agent, agents, controller, create, silentAgent, url } = stage();

async function get(path: string) {
  const response = await fetch(`${url()}${path}`);
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

const json = async (path: string) => JSON.parse((await get(path)).text);

async function working() {
  await create(sweepDocument({ parallel: 1, trials: 1 }));
  const worker = silentAgent();
  worker.helloAs({ agent: "box", process: "p1", tails: true });
  worker.credit(1);
  const { lease } = await worker.assigned();
  return { worker, lease: lease! };
}

describe("over HTTP", () => {
  it("the agents are those that the controller knows", async () => {
    await working();
    expect(await json("/api/v1/agents")).toEqual({ agents: JSON.parse(JSON.stringify(agents())) });
    expect(agents()).toMatchObject([{ name: "box", leases: [{ sweep: "small", trial: 0 }] }]);
  });

  it("the end of a log is asked of its agent, and what follows after that", async () => {
    const { worker, lease } = await working();
    const asked = json("/api/v1/sweeps/small/trials/0/log?after=1:3");
    const { askLog } = await worker.next("askLog");
    expect(askLog).toMatchObject({ lease, after: 3 });
    const logTail = { lease, question: askLog.question, text: "x\n", start: 3, end: 5, live: true, refusal: "" };
    worker.say({ $case: "logTail", logTail });
    expect(await asked).toMatchObject({ attempt: 1, text: "x\n", live: true, next: "1:5" });
  });

  it.each([
    ["/api/v1/sweeps/none/trials/0/log", 404],
    ["/api/v1/sweeps/small/trials/9/log", 404],
    ["/api/v1/sweeps/small/trials/0/log?after=x", 400],
    ["/api/v1/sweeps/small/trials/0/log?attempt=0", 400],
    ["/api/v1/sweeps/small/trials/0/log?before=1", 400],
  ])("a log that cannot be had is refused: %s", async (path, status) => {
    await working();
    expect(await get(path)).toMatchObject({ status, type: "application/problem+json; charset=utf-8" });
  });

  it("a log whose agent has gone is unavailable", async () => {
    const { worker } = await working();
    worker.close();
    await vi.waitFor(async () => expect((await get("/api/v1/sweeps/small/trials/0/log")).status).toBe(503));
  });
});

describe("how a controller fares", () => {
  it("is told: it lives, it is ready, and it is measured", async () => {
    expect(await get("/healthz")).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect(await get("/readyz")).toMatchObject({ status: 200, text: '{"ready":true,"trouble":[]}' });
    const { status, type, text } = await get("/metrics");
    expect([status, type]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    expect(text).toMatch(/^macrosweep_journal_writable 1$/m);
  });

  it("is diagnosed: which sweeps wait, and that nobody trains", async () => {
    const pause = { requires: { gpu: "H100" } };
    await create(sweepDocument({}, pause));
    const { findings } = await controller().diagnosis();
    expect(findings.map(({ level, what }) => [level, what])).toEqual([
      ["error", "no agent is connected, and 1 sweep would train"],
      ["warning", 'sweep small waits for an agent with gpu "H100"; connected: none'],
    ]);
    await agent("box").next("welcome");
    expect(await json("/api/v1/diagnosis")).toMatchObject({
      findings: [{ what: expect.stringMatching(/1 agent with no gpu$/) }],
    });
  });
});
