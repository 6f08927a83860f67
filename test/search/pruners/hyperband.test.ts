import { describe, expect, it } from "vitest";
import { History } from "../../../src/search/history/history.ts";
import { bracketOf, bracketSizes } from "../../../src/search/pruners/brackets.ts";
import { createPruner, rungs } from "../../../src/search/pruners/index.ts";
import optuna from "./optuna.json" with { type: "json" };

// Steps 1, 3, 9: brackets of 9, 5 and 3 trials a round.
const pruner = createPruner({ name: "hyperband", minResource: 1, reductionFactor: 3 }, 9, "maximize");
const sizes = [9, 5, 3];

describe("the brackets of hyperband", () => {
  it("are as large as in table 1 of Li et al., JMLR 2018", () => {
    expect(bracketSizes(5, 3)).toEqual([81, 34, 15, 8, 5]);
  });

  it.each(optuna.hyperband)("are as large as Optuna's: $minResource to $maxStep, factor $reductionFactor", (row) => {
    const count = rungs(row, row.maxStep).length;
    expect(bracketSizes(count, row.reductionFactor)).toEqual(row.sizes);
  });

  it("get their share of the trials in every run of them", () => {
    for (const first of [0, 500, 100_000]) {
      const counts = [0, 0, 0];
      for (let trial = first; trial < first + 170; trial++) counts[bracketOf(trial, sizes)]++;
      // Ten rounds. The stretch of a bracket is one interval, where 170 such points miss their share by less than 5.
      counts.forEach((count, bracket) => {
        expect(Math.abs(count - 10 * sizes[bracket])).toBeLessThan(5);
      });
    }
  });
});

describe("hyperband", () => {
  it("has the rungs of its first bracket, which are those of all", () => {
    expect(pruner.rungs).toEqual([1, 3, 9]);
  });

  it("judges a trial against those of its bracket, and names the bracket", () => {
    const mates = membersOf(0, 4);
    const strangers = membersOf(1, 5);
    const history = open([...mates.slice(0, 3), ...strangers], 1, (trial) => (strangers.includes(trial) ? 0.9 : 0.5));
    expect(pruner.judge(history, mates[3], 1, 0.6, 0.03)).toEqual({
      kind: "continue",
      reason: "bracket 1 of 3, rung 1: 0.600 ± 0.030, cut 0.600, rank 1 of 4",
    });
    expect(pruner.judge(history, mates[3], 1, 0.4, null)).toEqual({
      kind: "prune",
      reason: "bracket 1 of 3, rung 1: 0.400, cut 0.500, rank 4 of 4",
    });
  });

  it("lets a trial go on to the first rung of its bracket", () => {
    const [own, ...others] = membersOf(1, 4);
    expect(
      pruner.judge(
        open(others, 1, () => 0.9),
        own,
        1,
        0.1,
        null,
      ),
    ).toEqual({
      kind: "continue",
      reason: "bracket 2 of 3: its first rung is 3",
    });
    expect(
      pruner.judge(
        open(others, 3, () => 0.9),
        own,
        3,
        0.1,
        null,
      ).kind,
    ).toBe("prune");
  });

  it("stops nothing at the last step, nor anywhere in the last bracket", () => {
    const [own, ...others] = membersOf(2, 4);
    expect(
      pruner.judge(
        open(others, 3, () => 0.9),
        own,
        3,
        0.1,
        null,
      ).kind,
    ).toBe("continue");
    expect(
      pruner.judge(
        open(others, 9, () => 0.9),
        own,
        9,
        0.1,
        null,
      ),
    ).toEqual({
      kind: "continue",
      reason: "bracket 3 of 3, rung 9: 0.100, cut 0.900, rank 4 of 4; the last rung keeps all",
    });
  });
});

// The first trials of a bracket.
function membersOf(bracket: number, count: number): number[] {
  return Array.from({ length: 99 }, (_, trial) => trial)
    .filter((trial) => bracketOf(trial, sizes) === bracket)
    .slice(0, count);
}

// A history of 99 trials in which some have a value at a step.
function open(trials: readonly number[], step: number, valueAt: (trial: number) => number): History {
  const space = [{ type: "int", name: "x", min: 0, max: 99, scale: "linear", step: 1, when: {} }] as const;
  const history = new History({ space, direction: "maximize", maxStep: 9, rungs: pruner.rungs });
  for (let x = 0; x < 99; x++) history.add({ x });
  for (const trial of trials) history.report(trial, step, valueAt(trial), null);
  return history;
}
