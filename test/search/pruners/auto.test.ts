import { describe, expect, it } from "vitest";
import { History } from "../../../src/search/history/history.ts";
import { createPruner, readPruner } from "../../../src/search/pruners/index.ts";

const space = [{ type: "float", name: "x", min: 0, max: 1, scale: "linear", step: null, when: {} }] as const;
const pruner = createPruner(readPruner(undefined, 27, "pruner", []), 27, "maximize");

describe("auto", () => {
  it.each([
    [1, [1]],
    [2, [1, 2]],
    [10, [2, 4, 10]],
    [27, [1, 3, 9, 27]],
    [30, [2, 4, 10, 30]],
    [51, [2, 6, 17, 51]],
    [81, [1, 3, 9, 27, 81]],
    [100, [2, 4, 12, 34, 100]],
    [300, [4, 12, 34, 100, 300]],
  ])("picks rungs for trials of %i epochs", (maxStep, rungs) => {
    expect(createPruner(readPruner(undefined, maxStep, "pruner", []), maxStep, "maximize").rungs).toEqual(rungs);
  });

  it("lets what a model proposed pass the first rung, however it stands there", () => {
    const history = withTrials(9, false, 1);
    expect(judge(history, arrives(history, false, 1, 0.01), 1, 0.01).kind).toBe("prune");
    expect(judge(history, arrives(history, true, 1, 0.01), 1, 0.01)).toEqual({
      kind: "continue",
      reason: "rung 1: 0.010; proposed by a model, so it is first cut at rung 3",
    });
  });

  it("measures what a model proposed against its like only, and random trials too", () => {
    const history = withTrials(9, false, 3);
    // Nine random trials with 0.1 to 0.9, and two guided ones that are better than all of them.
    for (const value of [0.95, 0.97]) arrives(history, true, 3, value);
    const guided = judge(history, arrives(history, true, 3, 0.93), 3, 0.93);
    expect(guided).toEqual({ kind: "prune", reason: "rung 3 of guided trials: 0.930, cut 0.970, rank 3 of 3" });
    expect(judge(history, arrives(history, false, 3, 0.85), 3, 0.85).reason).toMatch(/^rung 3: .* rank 2 of 10$/);
  });

  it("lets go on what is within the noise of the cut", () => {
    const history = withTrials(9, false, 3);
    const trial = history.add({ x: 0.5 });
    const verdict = pruner.judge(history, trial, 3, 0.69, 0.1);
    expect(verdict).toMatchObject({ kind: "continue" });
    expect(verdict.reason).toMatch(/within the noise of 0\.\d+ \(0\.\d+ sure, 0\.7 asked\)$/);
  });

  it("prunes a guided value that is not finite at the first rung already", () => {
    const history = withTrials(3, false, 1);
    const trial = history.add({ x: 0.5 }, { guided: true });
    expect(pruner.judge(history, trial, 1, Number.NaN, null).kind).toBe("prune");
  });
});

function withTrials(count: number, guided: boolean, step: number): History {
  const history = new History({ space, direction: "maximize", maxStep: 27, rungs: [1, 3, 9, 27] });
  for (let trial = 0; trial < count; trial++)
    history.report(history.add({ x: 0 }, { guided }), step, (trial + 1) / 10, null);
  return history;
}

function arrives(history: History, guided: boolean, step: number, value: number): number {
  const trial = history.add({ x: 0.5 }, { guided });
  history.report(trial, step, value, null);
  return trial;
}

function judge(history: History, trial: number, step: number, value: number) {
  return pruner.judge(history, trial, step, value, null);
}
