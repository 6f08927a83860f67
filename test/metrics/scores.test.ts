import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Scores, scores } from "../../src/metrics/scores.ts";
import { anyMatrix, confusion, perClass } from "./confusions.ts";
import fixture from "./sklearn.json" with { type: "json" };

type Expected = (typeof fixture.cases)[number]["scores"];

// Both sides sum the same few numbers, in another order.
const TOLERANCE = 1e-12;

// kappa is the one place where we differ: 0 where scikit-learn says that it is undefined.
function expectScores(actual: Scores, { precision, recall, f1, support, kappa, ...overall }: Expected): void {
  const expected = { ...overall, kappa: kappa ?? 0 };
  for (const [name, value] of Object.entries(expected)) {
    expect(Math.abs(Number(actual[name as keyof Scores]) - value), name).toBeLessThan(TOLERANCE);
  }
  actual.perClass.forEach((score, index) => {
    expect(Math.abs(score.precision - precision[index]!), `precision of ${index}`).toBeLessThan(TOLERANCE);
    expect(Math.abs(score.recall - recall[index]!), `recall of ${index}`).toBeLessThan(TOLERANCE);
    expect(Math.abs(score.f1 - f1[index]!), `f1 of ${index}`).toBeLessThan(TOLERANCE);
    expect(score.support, `support of ${index}`).toBe(support[index]);
  });
  expect(actual.perClass).toHaveLength(support.length);
}

const SCRIPT = fileURLToPath(new URL("sklearn_scores.py", import.meta.url));

function sklearnScores(matrices: number[][][]): Expected[] {
  const python = spawnSync("python3", [SCRIPT, "-"], { input: JSON.stringify(matrices), encoding: "utf8" });
  expect(python.status, python.stderr).toBe(0);
  return JSON.parse(python.stdout);
}

const hasSklearn = spawnSync("python3", ["-c", "import sklearn"]).status === 0;

describe("scores", () => {
  describe(`are those of scikit-learn ${fixture["scikit-learn"]} for`, () => {
    it.each(fixture.cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
      expectScores(scores(confusion(one.confusion)), one.scores);
    });
  });

  it.skipIf(!hasSklearn)(
    "are those of the scikit-learn of this machine for 40 random matrices (skipped without it)",
    // Importing it takes long where the disk is cold.
    { timeout: 120_000 },
    () => {
      const matrices = fc.sample(anyMatrix, { numRuns: 40, seed: 1 });
      const expected = sklearnScores(matrices);
      expect(expected).toHaveLength(40);
      matrices.forEach((rows, index) => {
        expectScores(scores(confusion(rows)), expected[index]!);
      });
    },
  );

  it("are the same from per-class counts, without MCC and kappa", () => {
    fc.assert(
      fc.property(anyMatrix, (rows) => {
        expect(scores(perClass(rows))).toEqual({ ...scores(confusion(rows)), mcc: null, kappa: null });
      }),
    );
  });

  it("count what was predicted as each class", () => {
    const { perClass: classes } = scores(
      confusion([
        [50, 3, 0],
        [8, 20, 0],
        [1, 2, 0],
      ]),
    );
    expect(classes.map(({ predicted }) => predicted)).toEqual([59, 25, 0]);
  });

  it("stay exact with billions of samples of one class", () => {
    const { mcc, kappa } = scores(
      confusion([
        [4294967295, 0],
        [0, 1],
      ]),
    );
    expect([mcc, kappa]).toEqual([1, 1]);
  });
});
