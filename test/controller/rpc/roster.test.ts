import { expect, it } from "vitest";
import { BOUNDS } from "../../../src/controller/bounds.ts";
import { Roster } from "../../../src/controller/rpc/roster.ts";

const factsOf = (name: string) => ({ name, host: "box", version: null, slots: 1, gpus: [], labels: {} });
const gone = (name: string) => ({ facts: factsOf(name), heardMs: 0, free: 0, trouble: null });

it("forgets the agents that have been lost longest, and none that is here", () => {
  const roster = new Roster();
  roster.came(factsOf("here"), false, 0);
  for (let i = 0; i < BOUNDS.lostAgents + 5; i++) {
    roster.came(factsOf(`agent-${i}`), false, i);
    roster.went(gone(`agent-${i}`), i + 1);
  }
  const view = roster.view(new Map([["here", gone("here")]]), [], 1_000);
  expect(view).toHaveLength(1 + BOUNDS.lostAgents);
  expect(view[0]).toMatchObject({ name: "here", state: "connected" });
  expect(view.at(-1)).toMatchObject({ name: "agent-5", state: "lost", lostSinceMs: 6 });
});
