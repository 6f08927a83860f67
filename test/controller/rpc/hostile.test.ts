import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { until } from "../../e2e/until.ts";
import { attack } from "../attack.ts";
import type { RawAgent } from "./rawAgent.ts";
import { securedStage } from "./securedStage.ts";
import { stage, sweepDocument } from "./stage.ts";

vi.setConfig({ testTimeout: 60_000 });

const MIB = 1024 * 1024;
const ATTACKER = join(import.meta.dirname, "attacker.ts");

/** Heartbeats of somebody else, 40 over two seconds at least: each is answered, and the largest growth of memory meanwhile is returned. */
async function servedMeanwhile(agent: RawAgent, before: number): Promise<number> {
  let grown = 0;
  for (let number = 1; number <= 40; number++) {
    agent.say({ $case: "heartbeat", heartbeat: { leases: [], number } });
    expect((await agent.next("heard")).heard.number).toBe(number);
    grown = Math.max(grown, process.memoryUsage().rss - before);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return grown;
}

async function calmAgent(address: string, setup: ReturnType<typeof securedStage>): Promise<RawAgent> {
  const agent = setup.agent(address, "calm");
  await agent.next("welcome");
  return agent;
}

// Memory is that of this process, in which the controller runs beside the test itself. Streams that are taken back cost most: tens of thousands a second
// are garbage at once, and Node.js takes its time to collect them.
describe("somebody else is answered, in bounded memory, while a stranger sends", () => {
  it.each([
    ["one message of 100 MB", "huge", 200, /status (8|13)|NGHTTP2|closed/],
    ["a thousand messages that are too large", "many", 200, /status 3|status 8|NGHTTP2/],
    ["a message of 1 MB that unpacks to 1 GB", "bomb", 200, /status (8|13)|NGHTTP2/],
    ["10,000 streams on a connection, and 10,000 on a hundred", "streams", 200, /attacking/],
    ["streams that he takes back at once", "resets", 500, /closed/],
    ["pings without an end", "pings", 200, /attacking/],
    ["settings without an end", "settings", 200, /attacking/],
    ["garbage after the preface", "garbage", 200, /closed/],
    ["headers without an end", "headers", 200, /closed/],
  ])("%s", async (_what, kind, mebibytes, ending) => {
    const setup = securedStage();
    const { address } = await setup.controller();
    const calm = await calmAgent(address, setup);
    const before = process.memoryUsage().rss;
    const said = await attack(ATTACKER, kind, address);
    expect(await servedMeanwhile(calm, before)).toBeLessThan(mebibytes * MIB);
    await until("the stranger to be told, or cut off", () => ending.test(said()));
    await setup.agent(address, "later").next("welcome");
  });
});

describe("a report of an agent that is let in", () => {
  const { create, agent: agentOf, trials } = stage();

  /** What becomes of a trial after the report. */
  async function reported(metrics: { name: string; value: number }[]) {
    await create(sweepDocument());
    const agent = agentOf("a");
    await agent.next("welcome");
    agent.credit(1);
    const { lease } = await agent.assigned();
    agent.report(lease, 1, 0.5, { metrics });
    await agent.next("ack");
    const [trial] = await trials("small");
    return trial!;
  }

  it("with a thousand metrics fails its trial, and nothing of it is kept", async () => {
    const metrics = Array.from({ length: 1_000 }, (_, i) => ({ name: `m${i}`, value: i }));
    const { reason, curve } = await reported(metrics);
    expect(reason).toContain("metrics: 1000 are too many; 256 are taken");
    expect(curve).toEqual([]);
  });

  it("with a name of 60 KB fails its trial, whose reason has the beginning alone", async () => {
    const { reason } = await reported([{ name: "m".repeat(60_000), value: 1 }]);
    expect(reason).toContain("a name of 60000 characters");
    expect(reason?.length).toBeLessThan(300);
  });
});
