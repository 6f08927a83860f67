import { expect, it } from "vitest";
import { unshown } from "../../../src/controller/api/unshown.ts";
import { readDocument } from "../../../src/controller/core/document/spec.ts";
import { newSweep } from "../../../src/controller/core/newSweep.ts";
import { viewSweep } from "../../../src/controller/core/views/sweepView.ts";
import { sweepDetail } from "../../../src/shapes/sweep.ts";
import { stage, sweepDocument } from "../rpc/stage.ts";

const { create, list } = stage();

function withBudget(name: string, budget: object) {
  const { metadata, spec, ...rest } = sweepDocument() as { metadata: object; spec: object };
  return { ...rest, metadata: { ...metadata, name }, spec: { ...spec, budget } };
}

const most = { parallel: 10_000, totalEpochs: 2_000_000_000, wallTime: "3650d" };

it("lists sweeps whose numbers are the largest that a document may have", async () => {
  await create(withBudget("wide", { trials: 100_000, epochsPerTrial: 20_000, ...most }));
  await create(withBudget("long", { trials: 2_000, epochsPerTrial: 1_000_000, ...most }));
  const budgets = (await list()).map(({ sweep, budget }) => [sweep, budget.totalEpochs, budget.wallTimeMs]);
  expect(budgets).toEqual([
    ["wide", 2_000_000_000, 315_360_000_000],
    ["long", 2_000_000_000, 315_360_000_000],
  ]);
});

it.each([
  [
    { trials: 1, epochsPerTrial: 1, totalEpochs: 5_000_000_000 },
    "totalEpochs: 5000000000 must be a whole number from 1 to",
  ],
  [
    { trials: 100_000, epochsPerTrial: 1_000_000 },
    "trials: 100000 with epochsPerTrial (1000000) makes more than 2000000000 epochs",
  ],
  [
    { trials: 1, epochsPerTrial: 1, wallTime: "9999999d" },
    'wallTime: "9999999d" must be a time above 0 and up to 3650d',
  ],
])("refuses the budget %j", async (budget, rule) => {
  await expect(create(withBudget("x", budget))).rejects.toMatchObject({ message: expect.stringContaining(rule) });
});

it("shows a budget from before there was a bound", () => {
  const spec = readDocument(sweepDocument());
  const old = { ...spec, budget: { ...spec.budget, totalEpochs: 5_000_000_000 } };
  expect(viewSweep(newSweep({ spec: old, atMs: 0 }), 0).budget.totalEpochs).toBe(5_000_000_000);
});

it("has a line for a sweep that cannot be shown", () => {
  expect(sweepDetail.parse(unshown("odd", "its journal is torn"))).toMatchObject({
    sweep: "odd",
    state: "unknown",
    reason: "cannot be shown: its journal is torn",
  });
});
