import { expect, it, onTestFinished } from "vitest";
import type { WatchedShape } from "../../../src/shapes/watched.ts";
import { stage, sweepDocument } from "./stage.ts";

const { agent, agentOf, agentWith, create, get, list, watching } = stage();

const A100 = "NVIDIA A100-SXM4-80GB";
const H100 = "NVIDIA H100 80GB HBM3";

function needs(requires: object, name = "picky"): unknown {
  return { ...Object(sweepDocument({}, { requires })), metadata: { name } };
}

it("gives the trials of a sweep only to agents that it asks for, whoever has free slots first", async () => {
  await create(needs({ gpu: "h100" }));
  const other = agentWith("a", [A100]);
  other.credit(1);
  await other.next("welcome");
  const fitting = agentWith("b", [H100]);
  fitting.credit(1);
  expect((await fitting.assigned()).lease?.sweep).toBe("picky");
  await create(sweepDocument());
  expect((await other.assigned()).lease?.sweep).toBe("small");
});

it("says what it waits for while no agent fits, and nothing once one has come", async () => {
  await create(needs({ gpu: "H100" }));
  const first = agentWith("a", [A100]);
  await first.next("welcome");
  await agentWith("b", [A100, A100]).next("welcome");
  const reason = `waits for an agent with gpu "H100"; connected: 2 agents with gpu "${A100}"`;
  expect(await get("picky")).toMatchObject({ state: "running", reason });
  expect((await list()).map((sweep) => sweep.reason)).toEqual([reason]);
  await agentWith("c", [H100]).next("welcome");
  expect(await get("picky")).toMatchObject({ reason: null });
});

it("tells its watchers when the agents change", async () => {
  await create(needs({ gpu: "H100", zone: "b" }));
  const seen = new AbortController();
  onTestFinished(() => seen.abort());
  const pictures: AsyncIterator<WatchedShape> = watching("picky", seen.signal)[Symbol.asyncIterator]();
  // A picture may come again without anything new on it.
  const said = () => expect.poll(async () => (await pictures.next()).value.sweep.reason, { timeout: 10_000 });
  await said().toBe('waits for an agent with gpu "H100" and zone "b"; connected: none');
  await agentWith("a", [H100], { zone: "c" }).next("welcome");
  await said().toBe(
    `waits for an agent with gpu "H100" and zone "b"; connected: 1 agent with gpu "${H100}" and zone "c"`,
  );
  const fitting = agentWith("b", [H100], { zone: "b" });
  fitting.credit(1);
  await fitting.assigned();
  await said().toBeNull();
});

it("gives trials only to agents that understand all words of their document", async () => {
  const workdir = { trainer: { command: ["train"], workdir: "trial" } };
  await create({ ...Object(sweepDocument({}, workdir)), metadata: { name: "placed" } });
  const old = agent("old");
  old.credit(1);
  await old.next("welcome");
  expect(await get("placed")).toMatchObject({
    reason: "waits for an agent of this version; old: of an earlier one that does not know all that trainer says",
  });
  const current = agentOf("current", "p", 1, [], 1);
  current.credit(1);
  expect((await current.assigned()).lease?.sweep).toBe("placed");
  await create(sweepDocument());
  expect((await old.assigned()).lease?.sweep).toBe("small");
});

it("may be trained by any agent when it asks for nothing, one of an earlier version too", async () => {
  await create(sweepDocument());
  const old = agent("a");
  old.credit(1);
  expect((await old.assigned()).lease?.sweep).toBe("small");
});
