import { expect, it } from "vitest";
import type { CountsShape } from "../../src/shapes/answers.ts";
import type { BestShape } from "../../src/shapes/best.ts";
import type { ConfirmationShape, FinalistShape, PairShape } from "../../src/shapes/confirmation.ts";
import { classLines } from "../../web/src/classes/classLines.ts";
import { confirmationSentences } from "../../web/src/confirmation/sentences.ts";

const finalist = (trial: number, state: FinalistShape["state"] = "confirmed"): FinalistShape => {
  return { trial, params: {}, seeds: 3, mean: 0.8, interval: [0.7, 0.9], probabilityBest: 0.5, state, reason: null };
};
const ENDED: ConfirmationShape = {
  ...{ state: "ended", seeds: 3, mean: 0.8, interval: [0.7, 0.9], probabilityBest: 0.93, baseline: null },
  ...{ finalists: [finalist(4), finalist(7), finalist(9, "infeasible")], indistinguishable: [7] },
};
const BEST = { trial: 4, estimate: { value: 0.79, interval: [0.7, 0.88] } } as unknown as BestShape;
const PAIRS = [{ better: 4, worse: 7, probability: 0.93, apart: false }];
const said = (over: Partial<ConfirmationShape>, pairs: readonly PairShape[] = PAIRS) => {
  return confirmationSentences(BEST, { ...ENDED, ...over }, pairs, "macroF1").map((text) =>
    text.replaceAll(/(\d),(\d)/g, "$1.$2"),
  );
};

it("says who is the best, how surely, and who cannot be told apart", () => {
  expect(said({})).toEqual([
    "Trial 4 is the best of 2 finalists with probability 0.93.",
    "Trial 7 cannot be told apart from it (it is better with probability 0.93).",
    "Chosen as the best of several, it is expected to reach 0.7900 (95 %: 0.7000 to 0.8800).",
  ]);
  const beaten = { better: 4, worse: 8, probability: 0.97, apart: true };
  expect(said({}, [...PAIRS, beaten])[1]).toBe(
    "It beats trial 8 with probability 0.97; trial 7 cannot be told apart from it (it is better with probability 0.93).",
  );
});

it("says while it runs that it does, and that nothing is confirmed where no seed was left", () => {
  expect(said({ state: "running" })[0]).toMatch(/^3 finalists are being trained again/);
  expect(said({ probabilityBest: null })).toEqual(["Fresh seeds have not confirmed it: it stands for its single run."]);
});

it("says whether the winner beats the baseline, and by how much", () => {
  const baseline = {
    ...{ params: {}, seeds: 3, mean: 0.7, interval: null, difference: 0.1 },
    ...{ differenceInterval: [-0.02, 0.2] as const, probabilityBetter: 0.9 },
  };
  expect(said({ baseline }).slice(-2)).toEqual([
    "The baseline reaches macro-F1 0.7000 over 3 seeds.",
    "The winner does not surely beat it: it is better with probability 0.90, by 0.1000 (95 %: -0.0200 to 0.2000).",
  ]);
});

it("draws the rarest class first, calls one that is never predicted right collapsed, and leaves the good ones of many out", () => {
  const at = (step: number, f1s: number[]): CountsShape => ({
    ...{ sweep: "s", trial: 0, step, classes: f1s.map(String), confusion: null },
    perClass: f1s.map((f1, i) => ({ class: `c${i}`, precision: f1, recall: f1, f1, support: 100 - i })),
  });
  const lines = classLines([at(1, [0.5, 0.1]), at(2, [0.9, 0])]);
  expect(lines.map(({ name, points, isCollapsed }) => ({ name, points, isCollapsed }))).toEqual([
    {
      name: "c1",
      points: [
        [1, 0.1],
        [2, 0],
      ],
      isCollapsed: true,
    },
    {
      name: "c0",
      points: [
        [1, 0.5],
        [2, 0.9],
      ],
      isCollapsed: false,
    },
  ]);
  const many = classLines([at(1, [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2])]);
  expect(many.map(({ name }) => name)).toEqual(["c7", "c6", "c5", "c4", "c3", "c2"]);
  expect(classLines([])).toEqual([]);
});

it("draws no class without samples, of which an F1 says nothing", () => {
  const perClass = [9, 0].map((support, i) => ({ class: `c${i}`, precision: 0, recall: 0, f1: 0, support }));
  const counts = { sweep: "s", trial: 0, step: 1, classes: ["c0", "c1"], confusion: null, perClass };
  expect(classLines([counts]).map(({ name }) => name)).toEqual(["c0"]);
});
