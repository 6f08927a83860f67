import { expect, it } from "vitest";
import { poseSweepImportance, viewImportance } from "../../../src/controller/core/views/importanceView.ts";
import { created, document, given, leased, reported, suggested } from "./given.ts";

// Two params, of which the first is all that matters.
const spec = document(
  { trials: 99, parallel: 99 },
  {
    parameters: [
      { name: "x", type: "float", min: 0, max: 1 },
      { name: "idle", type: "float", min: 0, max: 1 },
    ],
  },
);

const sweepOf = (trials: number) =>
  given(
    created(spec),
    [...Array(trials).keys()].flatMap((trial) => {
      const params = { x: (trial * 0.618034) % 1, idle: (trial * 0.414214) % 1 };
      return [
        { ...suggested(trial), params },
        leased(trial),
        reported(trial, 1, 0.5),
        reported(trial, 2, 0.2 + 0.5 * params.x),
        reported(trial, 3, 0.2 + 0.6 * params.x),
      ];
    }),
  ).sweep!;

it("a sweep's parameters by what its trials have shown, as plain JSON", () => {
  const view = viewImportance(sweepOf(80));
  expect(view).toMatchObject({ trials: 80, step: 3, reason: null, params: [{ name: "x" }, { name: "idle" }] });
  expect(view.params[0]!.importance).toBeGreaterThan(0.9);
  expect(view.params[1]!.importance).toBeLessThan(0.05);
  expect(JSON.parse(JSON.stringify(view))).toEqual(view);
});

it("a sweep without enough trials has a reason", () => {
  expect(viewImportance(sweepOf(4)).reason).toMatch(/4 trials have a value at step 1, and it takes 30/);
});

it("what is posed is a copy that another thread can take", () => {
  const sweep = sweepOf(40);
  const posed = poseSweepImportance(sweep);
  expect(structuredClone(posed)).toEqual(posed);
});
