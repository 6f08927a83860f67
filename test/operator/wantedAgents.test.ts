import { expect, it } from "vitest";
import { wantedAgents } from "../../src/controller/operator/wantedAgents.ts";
import { sweep } from "../cli/sweeps.ts";

const { budget } = sweep();
const none = { completed: 0, pruned: 0, failed: 0, preempted: 0, cancelled: 0, running: 0, waiting: 0 };

it.each([
  ["as many as trials may run", { trials: none, budget: { ...budget, trials: 40, parallel: 8 } }, {}, 8],
  [
    "half of that with two slots each",
    { trials: none, budget: { ...budget, trials: 40, parallel: 8 } },
    { slots: 2 },
    4,
  ],
  [
    "no more than the placement allows",
    { trials: none, budget: { ...budget, trials: 40, parallel: 8 } },
    { agents: 3 },
    3,
  ],
  [
    "those that have something to do near the end",
    { trials: { ...none, completed: 37, running: 2 }, budget: { ...budget, trials: 40, parallel: 8 } },
    {},
    3,
  ],
  [
    "one while the end waits for a trial",
    { trials: { ...none, completed: 40 }, budget: { ...budget, trials: 40, parallel: 8 } },
    {},
    1,
  ],
  [
    "the replicates of a confirmation",
    {
      trials: { ...none, completed: 41 },
      replicates: { done: 1, planned: 6 },
      budget: { ...budget, trials: 40, parallel: 8 },
    },
    {},
    5,
  ],
  ["none while it rests", { state: "paused" as const, trials: none }, {}, 0],
  ["none when it has ended", { state: "completed" as const, trials: none }, {}, 0],
])("a sweep wants %s", (_what, changes, placement, wanted) => {
  expect(wantedAgents(sweep(changes), { slots: 1, ...placement })).toBe(wanted);
});
