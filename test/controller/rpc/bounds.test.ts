import { expect, it } from "vitest";
import { readDocument } from "../../../src/controller/core/document/spec.ts";
import { newSweep } from "../../../src/controller/core/newSweep.ts";
import { viewSweep } from "../../../src/controller/core/views/sweepView.ts";
import { writeScore, writeSweep, writeUnshown } from "../../../src/controller/rpc/sweepWire.ts";
import { ClassScore, Sweep } from "../../../src/gen/macrosweep/v1/sweep.ts";
import { stage, sweepDocument } from "./stage.ts";

const { create, list } = stage();

function withBudget(name: string, budget: object) {
  const { metadata, spec, ...rest } = sweepDocument() as { metadata: object; spec: object };
  return { ...rest, metadata: { ...metadata, name }, spec: { ...spec, budget } };
}

const most = { parallel: 10_000, totalEpochs: 2_000_000_000, wallTime: "3650d" };

it("lists sweeps whose numbers are the largest that a document may have", async () => {
  await create(withBudget("wide", { trials: 100_000, epochsPerTrial: 20_000, ...most }));
  await create(withBudget("long", { trials: 2_000, epochsPerTrial: 1_000_000, ...most }));
  const budgets = (await list()).map(({ name, budget }) => [name, budget?.totalEpochs, budget?.wallTimeMs]);
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
  await expect(create(withBudget("x", budget))).rejects.toMatchObject({ details: expect.stringContaining(rule) });
});

it("shows a budget from before there was a bound", () => {
  const spec = readDocument(sweepDocument());
  const old = { ...spec, budget: { ...spec.budget, totalEpochs: 5_000_000_000 } };
  const wire = writeSweep({ ...viewSweep(newSweep({ spec: old, atMs: 0 }), 0), agents: 0 });
  expect(Sweep.decode(Sweep.encode(wire).finish()).budget?.totalEpochs).toBe(4_294_967_295);
});

it("shows the largest counts that a report may have", () => {
  const most = { class: "N", precision: 1, recall: 1, f1: 1, support: 100 * 4_294_967_295 };
  expect(ClassScore.decode(ClassScore.encode(writeScore(most)).finish()).support).toBe(4_294_967_295);
});

it("has a line for a sweep that cannot be shown", () => {
  const { name, reason } = Sweep.decode(Sweep.encode(writeUnshown("odd", "its journal is torn")).finish());
  expect([name, reason]).toEqual(["odd", "cannot be shown: its journal is torn"]);
});
