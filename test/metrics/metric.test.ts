import { describe, expect, it } from "vitest";
import { checkMetric, type Measurable, measure, readMetric, unsure } from "../../src/metrics/metric.ts";
import { confusion, perClass } from "./confusions.ts";
import fixture from "./sklearn.json" with { type: "json" };

const KNOWN =
  "must be one of macroF1, microF1, weightedF1, accuracy, balancedAccuracy, specificity, mcc, kappa, " +
  "precision:CLASS, recall:CLASS, f1:CLASS, specificity:CLASS or metrics.NAME";

const { confusion: rows, scores } = fixture.cases.find(({ name }) => name === "three classes")!;

function report(parts: Partial<Measurable>): Measurable {
  return { counts: null, classes: [], scalars: {}, value: null, ...parts };
}

function measured(name: string, parts: Partial<Measurable>) {
  return measure(readMetric(name), report(parts));
}

describe("a metric", () => {
  it.each(["macroF1", "microF1", "weightedF1", "accuracy", "balancedAccuracy", "specificity"])(
    "%s is maximized, in 0..1",
    (name) => {
      expect(readMetric(name)).toMatchObject({ name, kind: "counts", direction: "maximize", range: [0, 1] });
    },
  );

  it.each(["mcc", "kappa"])("%s is maximized, in -1..1", (name) => {
    expect(readMetric(name)).toMatchObject({ name, kind: "counts", direction: "maximize", range: [-1, 1] });
  });

  it.each(["precision:V", "recall:two words", "f1:a:b", "specificity:metrics.x"])("can be of one class: %s", (name) => {
    expect(readMetric(name)).toMatchObject({ name, kind: "counts", direction: "maximize", range: [0, 1] });
  });

  it.each([
    ...[
      "metrics.loss",
      "metrics.valLoss",
      "metrics.top1_error",
      "metrics.cross_entropy",
      "metrics.RMSE",
      "metrics.valloss",
    ],
    ...[
      "metrics.loss/val",
      "metrics.val_loss_epoch",
      "metrics.error_rate",
      "metrics.mae",
      "metrics.ece",
      "metrics.val.nll",
    ],
  ])("that is called like a loss is minimized: %s", (name) => {
    expect(readMetric(name)).toMatchObject({ name, kind: "scalar", direction: "minimize" });
  });

  it.each(["metrics.auc", "metrics.macroF1", "metrics.val/f1_macro", "metrics.ValAccuracy", "metrics.top5acc"])(
    "that is called like a score is maximized: %s",
    (name) => {
      expect(readMetric(name)).toMatchObject({ name, kind: "scalar", direction: "maximize" });
    },
  );

  it.each([
    ...["metrics.lossless", "metrics. ", "metrics.score", "metrics.reward", "metrics.elapsed"],
    // Both words, or one that turns the other around.
    ...[
      "metrics.recall_loss",
      "metrics.neg_mean_squared_error",
      "metrics.accuracy_gap",
      "metrics.f1_std",
      "metrics.loss_scale",
    ],
  ])("whose name does not surely tell has no direction of its own: %s", (name) => {
    expect(readMetric(name)).toMatchObject({ name, kind: "scalar", direction: null });
  });

  it.each([
    ["", ""],
    ["macrof1", "; did you mean macroF1?"],
    ["MacroF1", "; did you mean macroF1?"],
    ["f1_macro", "; did you mean macroF1?"],
    ["balanced_accuracy", "; did you mean balancedAccuracy?"],
    ["matthews_corrcoef", "; did you mean mcc?"],
    ["recal:V", "; did you mean recall:V?"],
    ["recall", "; did you mean recall:CLASS?"],
    ["recall:", ""],
    ["mcc:V", ""],
    ["metrics", ""],
    ["metrics.", ""],
    ["loss", "; did you mean metrics.loss, a scalar that the trainer reports?"],
    ["constructor", ""],
    ["__proto__", ""],
    ["toString:x", ""],
  ])("is not called %j", (name, meant) => {
    const rule = KNOWN + meant;
    expect(() => readMetric(name)).toThrow(
      expect.objectContaining({ code: "invalid", message: `metric: ${JSON.stringify(name)} ${rule}` }),
    );
    expect(checkMetric(name, "spec.objective.metric")).toEqual([{ path: "spec.objective.metric", value: name, rule }]);
  });

  it("with a known name is no mistake", () => {
    expect(checkMetric("recall:V", "spec.objective.metric")).toEqual([]);
  });
});

describe("measuring", () => {
  const classes = ["N", "S", "V"];

  it.each(["macroF1", "microF1", "weightedF1", "accuracy", "balancedAccuracy", "specificity", "mcc", "kappa"] as const)(
    "takes %s from the counts",
    (name) => {
      expect(measured(name, { counts: confusion(rows) }).value).toBeCloseTo(scores[name]!, 12);
    },
  );

  it.each(["precision", "recall", "f1"] as const)("takes %s of the class that is asked for", (score) => {
    expect(measured(`${score}:S`, { counts: confusion(rows), classes }).value).toBeCloseTo(scores[score][1]!, 12);
  });

  it("takes the specificity of the class that is asked for", () => {
    // Of 55 + 13 samples that are not S, 3 + 2 are taken for S.
    expect(measured("specificity:S", { counts: confusion(rows), classes }).value).toBeCloseTo(63 / 68, 12);
  });

  it("calls classes without names by their index", () => {
    expect(measured("recall:2", { counts: confusion(rows) })).toEqual(
      measured("recall:V", { counts: confusion(rows), classes }),
    );
  });

  it("takes the error of an accuracy of 90 % of 100,000 samples to be 0.095 %, as the binomial distribution has it", () => {
    expect(
      measured("accuracy", {
        counts: confusion([
          [45_000, 5_000],
          [5_000, 45_000],
        ]),
      }).error,
    ).toBeCloseTo(Math.sqrt((0.9 * 0.1) / 100_000), 7);
  });

  it("takes the same value from per-class counts, and nearly the same error", () => {
    const { value, error } = measured("macroF1", { counts: confusion(rows) });
    const byClass = measured("macroF1", { counts: perClass(rows) });
    expect(byClass.value).toBe(value);
    expect(byClass.error! / error!).toBeCloseTo(1, 1);
  });

  it.each(["precision:1", "mcc"])("has an error for %s when nothing is predicted as the class, a 0/0", (name) => {
    const { value, error } = measured(name, {
      counts: confusion([
        [9, 0],
        [3, 0],
      ]),
    });
    expect(value).toBe(0);
    expect(error).toBeGreaterThan(0.05);
  });

  it("has no error for a class without samples", () => {
    const { value, error } = measured("recall:2", {
      counts: confusion([
        [9, 0, 0],
        [3, 1, 0],
        [0, 0, 0],
      ]),
    });
    expect([value, error]).toEqual([0, null]);
  });

  it("has no error where a class without samples has alarms, whose F1 is 0 whatever is predicted", () => {
    const counts = confusion([
      [90, 5, 5],
      [1, 9, 0],
      [0, 0, 0],
    ]);
    expect(measured("f1:2", { counts })).toEqual({ value: 0, centre: null, error: null, skew: null, ends: null });
  });

  it("prefers the counts to the trainer's own value, and takes the value in their place", () => {
    expect(
      measured("accuracy", {
        counts: confusion([
          [1, 0],
          [0, 1],
        ]),
        value: 0.25,
      }).value,
    ).toBe(1);
    expect(measured("accuracy", { value: 0.25 })).toEqual(unsure(0.25));
  });

  it("takes a scalar by the trainer's name for it, NaN included", () => {
    const scalars = { loss: 0.41, "val.loss": Number.NaN };
    expect(measured("metrics.loss", { scalars, value: 7 })).toEqual(unsure(0.41));
    expect(measured("metrics.val.loss", { scalars })).toEqual(unsure(Number.NaN));
  });

  it.each<[string, string, Partial<Measurable>, string]>([
    [
      "neither counts nor value",
      "macroF1",
      { scalars: { loss: 1 } },
      "counts: macroF1 needs counts, or a value in their place",
    ],
    [
      "MCC of per-class counts",
      "mcc",
      { counts: perClass(rows) },
      'counts: "perClass" must be confusion counts for mcc',
    ],
    [
      "kappa of per-class counts",
      "kappa",
      { counts: perClass(rows) },
      'counts: "perClass" must be confusion counts for kappa',
    ],
    [
      "a class of another name",
      "f1:Q",
      { counts: confusion(rows), classes },
      'classes: ["N","S","V"] must have "Q", the class of f1:Q',
    ],
    [
      "an index where classes have names",
      "f1:0",
      { counts: confusion(rows), classes },
      'classes: ["N","S","V"] must have "0", the class of f1:0',
    ],
    [
      "an index past the last class",
      "f1:3",
      { counts: confusion(rows) },
      'classes: ["0","1","2"] must have "3", the class of f1:3',
    ],
    [
      "a name past the last class",
      "f1:X",
      { counts: confusion(rows), classes: [...classes, "X"] },
      'classes: ["N","S","V","X"] must have "X", the class of f1:X',
    ],
    [
      "another scalar",
      "metrics.auc",
      { scalars: { loss: 1 } },
      'metrics: ["loss"] must have "auc", the objective metrics.auc',
    ],
    [
      "a scalar that only objects have",
      "metrics.constructor",
      {},
      'metrics: [] must have "constructor", the objective metrics.constructor',
    ],
  ])("refuses %s", (_, name, parts, message) => {
    expect(() => measured(name, parts)).toThrow(expect.objectContaining({ code: "invalid", message }));
  });
});
