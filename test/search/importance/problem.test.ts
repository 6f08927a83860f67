import { expect, it } from "vitest";
import { History, type TrialState } from "../../../src/search/history/history.ts";
import { poseImportance } from "../../../src/search/importance/problem.ts";
import { float } from "./drawn.ts";

const space = [float("x", 0, 1)];

// Nine steps with rungs 1, 3 and 9; value of trial i at step s: i + s / 10, or what `qualityOf` says.
function history(count: number, stateOf: (trial: number) => [TrialState, number], qualityOf = (t: number) => t) {
  const history = new History({ space, direction: "maximize", maxStep: 9, rungs: [1, 3] });
  for (let i = 0; i < count; i++) {
    const trial = history.add({ x: i / count });
    const [state, last] = stateOf(trial);
    history.setState(trial, "running");
    for (let step = 1; step <= last; step++) history.report(trial, step, qualityOf(trial) + step / 10, null);
    history.setState(trial, state);
  }
  return history;
}

it("asks about the levels at the latest rung that nearly all trials came to, pruned or not", () => {
  const posed = poseImportance(
    space,
    history(80, (trial) => (trial < 30 ? ["completed", 9] : trial < 65 ? ["pruned", 3] : ["pruned", 1])),
    1,
  );
  expect(posed).toMatchObject({ step: 3, known: 65 });
  // Of three epochs the last third is the third one; the latest is nobody's.
  expect([...posed.values].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 65 }, (_, i) => i + 0.3));
});

it("does not ask the survivors of pruning alone", () => {
  const halved = history(100, (trial) => (trial < 50 ? ["completed", 9] : ["pruned", 1]));
  expect(poseImportance(space, halved, 1)).toMatchObject({ step: 1, known: 100 });
});

it("waits for no trial that is still on its way", () => {
  const going = history(100, (trial) => (trial < 40 ? ["completed", 9] : ["running", 1]));
  expect(poseImportance(space, going, 1)).toMatchObject({ step: 9, known: 40 });
});

it("leaves out trials that failed and values that are not finite", () => {
  const some = history(
    20,
    (trial) => [trial % 4 === 0 ? "failed" : "completed", 9],
    (trial) => (trial % 4 === 1 ? Number.NaN : trial),
  );
  expect(poseImportance(space, some, 1)).toMatchObject({ known: 10, values: { length: 10 }, points: { length: 10 } });
});

it("of very many trials takes every k-th by value", () => {
  const posed = poseImportance(
    space,
    history(3200, () => ["completed", 3]),
    1,
  );
  expect(posed.known).toBe(3200);
  expect(posed.values).toHaveLength(800);
  const sorted = [...posed.values].toSorted((a, b) => a - b);
  expect(sorted.every((value, i) => i === 0 || Math.round(value - sorted[i - 1]!) === 4)).toBe(true);
});

it("has no step where no trial has a value", () => {
  expect(poseImportance(space, new History({ space, direction: "maximize", maxStep: 9, rungs: [1] }), 1)).toMatchObject(
    { step: null, known: 0 },
  );
});
