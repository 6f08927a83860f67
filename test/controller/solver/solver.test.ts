import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSolver, type Solver } from "../../../src/controller/solver/solver.ts";
import { stream } from "../../../src/search/chance/stream.ts";
import { type Problem, pose } from "../../../src/search/gp/problem.ts";
import { solve } from "../../../src/search/gp/solve.ts";
import { History } from "../../../src/search/history/history.ts";
import { poseImportance } from "../../../src/search/importance/problem.ts";
import { weigh } from "../../../src/search/importance/weigh.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import type { Space } from "../../../src/search/space/space.ts";

const space: Space = [{ type: "float", name: "x", min: 0, max: 1, scale: "linear", step: null, when: {} }];

let solver: Solver;

beforeEach(() => {
  solver = openSolver();
});

afterEach(() => solver.close());

function problem(seed: number): Problem {
  const history = new History({ space, direction: "minimize", maxStep: 1, rungs: [] });
  for (let i = 0; i < 12; i++) history.report(history.add({ x: i / 11 }), 1, (i / 11 - 0.4) ** 2, null);
  return pose(axesOf(space), history, 1, stream(seed));
}

describe("a solver", () => {
  it("finds in its own thread what would be found in this one, problem by problem", async () => {
    const problems = [1, 2, 3].map(problem);
    expect(await Promise.all(problems.map((one) => solver.solve(one)))).toEqual(problems.map(solve));
  });

  it("weighs parameters between suggestions, with the numbers that this thread would find", async () => {
    const history = new History({ space, direction: "minimize", maxStep: 1, rungs: [] });
    for (let i = 0; i < 60; i++) history.report(history.add({ x: i / 59 }), 1, (i / 59 - 0.4) ** 2, null);
    const importance = poseImportance(space, history, 1);
    const one = problem(1);
    const asked = [solver.solve(one), solver.weigh(importance), solver.solve(one)];
    expect(await Promise.all(asked)).toEqual([solve(one), weigh(importance), solve(one)]);
    expect(weigh(importance).reason).toBeNull();
  });

  it("refuses what is not solved when it is closed, and all that comes after", async () => {
    const waiting = expect(solver.solve(problem(1))).rejects.toThrow("the controller is stopping");
    await solver.close();
    await waiting;
    await expect(solver.solve(problem(2))).rejects.toThrow("the controller is stopping");
  });

  it("fails with what is wrong with a problem, instead of waiting for ever", async () => {
    await expect(solver.solve({ ...problem(1), space: [null as never] })).rejects.toThrow(TypeError);
  });
});
