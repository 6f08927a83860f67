import { writeFileSync } from "node:fs";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { ACTIONS, revokeToken } from "../../../src/controller/access/index.ts";
import { AgentServiceService } from "../../../src/gen/macrosweep/v1/agent.ts";
import { until } from "../../e2e/until.ts";
import { securedStage } from "./securedStage.ts";

const NOBODY = { code: status.UNAUTHENTICATED };

it("the table of actions has every rpc, and no other", () => {
  const rpcs = Object.values(AgentServiceService).map(({ path }) => path);
  expect(Object.keys(ACTIONS).filter((action) => action.startsWith("/"))).toEqual(expect.arrayContaining(rpcs));
  expect(Object.keys(ACTIONS).filter((action) => action.startsWith("/")).length).toBe(rpcs.length);
});

it("on loopback an agent needs nothing, until the first token is made", async () => {
  const stage = securedStage();
  const { address } = await stage.controller();
  const before = stage.agent(address, "a");
  await before.next("welcome");
  stage.token(["agents"]);
  expect(await before.ended).toMatchObject({ ...NOBODY, details: "a token is needed from now on" });
  expect(await stage.agent(address, "a").ended).toMatchObject(NOBODY);
});

describe("where there are tokens", () => {
  it("an agent gets in with one of the scope agents or admin", async () => {
    const stage = securedStage();
    const agents = stage.token(["agents"]);
    const admin = stage.token(["admin"]);
    const { address, ownToken } = await stage.controller();
    for (const [i, token] of [agents.text, admin.text, ownToken].entries())
      await stage.agent(address, `a${i}`, { token }).next("welcome");
  });

  it.each([
    ["no token", undefined, status.UNAUTHENTICATED, "a token is needed: none was sent"],
    [
      "a token of somewhere else",
      `msw_00000000_${"0".repeat(57)}`,
      status.UNAUTHENTICATED,
      "what was sent is no token of macrosweep",
    ],
  ])("an agent with %s is refused", async (_what, token, code, details) => {
    const stage = securedStage();
    stage.token(["agents"]);
    const { address } = await stage.controller();
    expect(await stage.agent(address, "a", { token }).ended).toMatchObject({ code, details });
  });

  it("an agent with a token for something else is refused, and told what it lacks", async () => {
    const stage = securedStage();
    const { text, token } = stage.token(["sweeps:write"]);
    const { address } = await stage.controller();
    expect(await stage.agent(address, "a", { token: text }).ended).toMatchObject({
      code: status.PERMISSION_DENIED,
      details: `this needs the scope agents; the token ${token.id} has sweeps:write`,
    });
  });

  it("a name of a token binds the agent's", async () => {
    const stage = securedStage();
    const { text, token } = stage.token(["agents"], "gpu-1");
    const { address } = await stage.controller();
    await stage.agent(address, "gpu-1-0a1b2c3d", { token: text }).next("welcome");
    expect(await stage.agent(address, "gpu-2-0a1b2c3d", { token: text }).ended).toMatchObject({
      code: status.PERMISSION_DENIED,
      details: `the token ${token.id} is for the agent gpu-1, not for gpu-2-0a1b2c3d: start it with --name gpu-1`,
    });
  });

  it("a session ends when its token is revoked, and the others go on", async () => {
    const stage = securedStage();
    const lost = stage.token(["agents"]);
    const kept = stage.token(["agents"]);
    const { address } = await stage.controller();
    const mine = stage.agent(address, "mine", { token: lost.text });
    const other = stage.agent(address, "other", { token: kept.text });
    await Promise.all([mine.next("welcome"), other.next("welcome")]);
    revokeToken(stage.folder, lost.token.id);
    expect(await mine.ended).toMatchObject({ ...NOBODY, details: `the token ${lost.token.id} was revoked` });
    other.say({ $case: "heartbeat", heartbeat: { leases: [], number: 7 } });
    expect((await other.next("heard")).heard.number).toBe(7);
  });

  it("a session ends when its token does", async () => {
    const stage = securedStage();
    const { text, token } = stage.token(["agents"], null, 6_000);
    const { address } = await stage.controller();
    const agent = stage.agent(address, "a", { token: text });
    await agent.next("welcome");
    expect(await agent.ended).toMatchObject({ ...NOBODY, details: `the token ${token.id} has expired` });
  });

  it("a file that somebody has broken leaves the tokens from before, and the log says so", async () => {
    const stage = securedStage();
    const { text } = stage.token(["agents"]);
    const { address } = await stage.controller();
    writeFileSync(`${stage.folder}/tokens.json`, "{", { mode: 0o600 });
    const message = "the tokens cannot be read; those from before hold";
    await until("the log to say so", () =>
      stage.logged.some((line) => line.level === "error" && line.message === message),
    );
    await stage.agent(address, "a", { token: text }).next("welcome");
  });

  it("a guesser is told to wait, and nobody else is", async () => {
    const stage = securedStage();
    const { text } = stage.token(["agents"]);
    const { address } = await stage.controller();
    const codes = await Promise.all(
      Array.from({ length: 150 }, async () => (await stage.agentSaying(address, "Bearer guess").ended).code),
    );
    expect(codes.filter((code) => code === status.RESOURCE_EXHAUSTED).length).toBeGreaterThan(20);
    expect(new Set(codes)).toEqual(new Set([status.UNAUTHENTICATED, status.RESOURCE_EXHAUSTED]));
    await stage.agent(address, "a", { token: text }).next("welcome");
  });
});

it("an agent that comes again and again is told to wait, and another is not", async () => {
  const stage = securedStage();
  const { address } = await stage.controller();
  const ends = Array.from({ length: 45 }, () => stage.agent(address, "busy").ended);
  const first = await Promise.race(
    ends.map(async (end) => ((await end).code === status.RESOURCE_EXHAUSTED ? end : new Promise<never>(() => {}))),
  );
  expect(first.details).toMatch(/^agent busy opens sessions too often; again in [\d.]+ s$/);
  await stage.agent(address, "calm").next("welcome");
});
