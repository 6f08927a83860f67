import { expect, it } from "vitest";
import type { Sweep } from "../../../src/cli/sweep.ts";
import { explanationLines } from "../../../src/cli/view/explanation.ts";
import { paint } from "../../../src/cli/view/line.ts";
import { bestLines } from "../../../src/cli/view/winner.ts";
import type { BestShape } from "../../../src/shapes/best.ts";
import type { SweepStateName } from "../../../src/shapes/sweep.ts";
import { CONFIRMED, PAIRS, sweep, trial } from "../sweeps.ts";

function said(best: BestShape, state: SweepStateName = "completed", pairs: Sweep["pairs"] = PAIRS): string[] {
  return bestLines(sweep({ best, state, pairs })).map((line) => paint(line, false));
}

const { confirmation } = CONFIRMED;

it("tells a confirmed winner by its mean over seeds, with rivals, baseline and all finalists", () => {
  expect(said(CONFIRMED).slice(0, 12)).toEqual([
    "Winner: trial 7 with macro-F1 0.7205 over 5 seeds (95 % interval 0.6700 to 0.7550), the best of 2 finalists with probability 0.83",
    "",
    "  Chosen as the best, it is expected to reach 0.7125.",
    "  Trial 3 cannot be told apart from it (it is better with probability 0.83).",
    "  The baseline reaches macro-F1 0.6805 over 5 seeds.",
    "  The winner beats it (better with probability 0.99); the difference is 0.0325 (95 % interval 0.0040 to 0.0610).",
    "",
    "  finalist  seeds    mean  95 % interval     best with",
    "         3      5  0.7010  0.6600 to 0.7400       0.17  confirmed",
    "         7      5  0.7205  0.6700 to 0.7550       0.83  confirmed",
    "         9      1  0.6500                         0.00  failed: seed 2 failed: exit code 1",
    "",
  ]);
});

it("says in a line whom the winner beats, how surely, and whom it cannot be told apart from", () => {
  const told = (...rivals: [worse: number, probability: number][]) => {
    const pairs = rivals.map(([worse, probability]) => ({ better: 7, worse, probability, apart: probability > 0.95 }));
    return said(CONFIRMED, "completed", [...pairs, { better: 3, worse: 9, probability: 0.99, apart: true }])[3];
  };
  expect(told([9, 0.97])).toBe("  It beats trial 9 with probability 0.97.");
  expect(told([3, 0.83], [9, 0.972], [11, 0.99])).toBe(
    "  It beats trials 9 and 11 with probability 0.97 or more; trial 3 cannot be told apart from it (it is better with probability 0.83).",
  );
  expect(told([3, 0.61], [9, 0.72], [11, 0.8])).toBe(
    "  Trials 3 (0.61), 9 (0.72) and 11 (0.80) cannot be told apart from it (in brackets: that it is better).",
  );
});

it("explains a trial with the interval of its value, where it has one", () => {
  const of = { sweep: "beats", trial: trial({ steps: 3, value: 0.625 }), suggested: "", verdicts: [], attempts: [] };
  const explained = (interval: [number, number] | null) =>
    paint(explanationLines(sweep(), { ...of, perClass: [], testValue: null, interval })[1]!, false);
  expect(explained([0.58, 0.66])).toBe("Trial 12: running at epoch 3 with 0.6250 (95 % interval 0.5800 to 0.6600)");
  expect(explained(null)).toBe("Trial 12: running at epoch 3 with 0.6250");
});

it("explains a finalist against those beside it, and no other trial", () => {
  const pairs = [...PAIRS, { better: 3, worse: 9, probability: 0.968, apart: true }];
  const explained = (number: number) => {
    const of = {
      sweep: "beats",
      trial: trial({ trial: number }),
      suggested: "",
      verdicts: [],
      attempts: [],
      perClass: [],
    };
    return explanationLines(sweep({ pairs }), { ...of, testValue: null, interval: null }).map((line) =>
      paint(line, false),
    );
  };
  expect(explained(3).slice(-3)).toEqual([
    "Against other finalists",
    "  Trials 7 and 3 cannot be told apart (7 is better with probability 0.83).",
    "  Trial 3 beats trial 9 with probability 0.97.",
  ]);
  expect(explained(4).join()).not.toContain("finalists");
});

it("chooses no finalist that misses the constraints over its seeds, and says by how much", () => {
  const missing = { state: "infeasible" as const, reason: "on average recall:V 0.710 is below 0.8 by 0.090" };
  const finalists = confirmation.finalists.map((one) => (one.trial === 3 ? { ...one, ...missing } : one));
  const told = said(
    { ...CONFIRMED, confirmation: { ...confirmation, finalists, indistinguishable: [] } },
    "completed",
    [],
  );
  expect(told[0]).toBe("Winner: trial 7 with macro-F1 0.7205 over 5 seeds (95 % interval 0.6700 to 0.7550)");
  expect(told.slice(1, 4)).toEqual([
    "",
    "  Chosen as the best, it is expected to reach 0.7125.",
    "  The baseline reaches macro-F1 0.6805 over 5 seeds.",
  ]);
  expect(told[7]).toMatch(/infeasible: on average recall:V 0.710 is below 0.8 by 0.090$/);
});

it.each([
  [0.97, 0.0325, "  The winner beats it (better with probability 0.97); the difference is 0.0325"],
  [0.6, 0.0325, "  The winner does not surely beat it (better with probability 0.60); the difference is 0.0325"],
  [0.02, -0.0325, "  The winner is behind it (better with probability 0.02); the difference is -0.0325"],
])(
  "says how a winner that is better with probability %d stands against the baseline",
  (probabilityBetter, difference, text) => {
    const baseline = { ...confirmation.baseline!, probabilityBetter, difference };
    expect(said({ ...CONFIRMED, confirmation: { ...confirmation, baseline } })[5]).toContain(text);
  },
);

it("says of a baseline that broke that there is nothing to compare with", () => {
  const baseline = {
    ...confirmation.baseline!,
    seeds: 0,
    mean: null,
    interval: null,
    difference: null,
    differenceInterval: null,
    probabilityBetter: null,
  };
  expect(said({ ...CONFIRMED, confirmation: { ...confirmation, baseline } })[4]).toBe(
    "  The baseline has no completed replicate to compare with.",
  );
});

it("tells a single run as one, and what it is worth", () => {
  const single = { ...CONFIRMED, confirmation: null };
  expect(said(single).slice(0, 4)).toEqual([
    "Winner: trial 7 with macro-F1 0.7312 (95 % interval 0.6900 to 0.7700), epoch 27",
    "",
    "  It is a single run, ahead by some luck: expect about macro-F1 0.7125 (95 % interval 0.6700 to 0.7550).",
    "  Fresh seeds would tell; in the document: confirm: { top: 5, seeds: 5 }",
  ]);
});

it("has no warning for a best so far", () => {
  expect(said({ ...CONFIRMED, confirmation: null }, "running")[2]).toBe("  loss         focal");
});

it("says that the finalists are being trained again", () => {
  const lines = said({ ...CONFIRMED, confirmation: { ...confirmation, state: "running" } }, "running");
  expect(lines[0]).toBe("Best so far: trial 7 with macro-F1 0.7312 (95 % interval 0.6900 to 0.7700), epoch 27");
  expect(lines[2]).toBe("  3 finalists are being trained again with fresh seeds.");
});

it("says that nothing was confirmed when every finalist broke", () => {
  const finalists = confirmation.finalists.filter(({ trial }) => trial === 9);
  expect(said({ ...CONFIRMED, confirmation: { ...confirmation, finalists, probabilityBest: null } })[2]).toBe(
    "  Fresh seeds have not confirmed it: it stands for its single run.",
  );
});
