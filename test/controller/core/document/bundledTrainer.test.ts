import { describe, expect, it } from "vitest";
import { readTrainer } from "../../../../src/controller/core/document/trainer.ts";
import type { Mistake } from "../../../../src/error.ts";

function read(raw: object) {
  const mistakes: Mistake[] = [];
  const trainer = readTrainer({ data: "beats.csv", ...raw }, [], mistakes);
  return { trainer, mistakes: mistakes.map(({ path, rule }) => `${path}: ${rule}`) };
}

describe("the bundled trainer of a document", () => {
  it("needs nothing but its data", () => {
    expect(read({})).toMatchObject({
      mistakes: [],
      trainer: {
        kind: "bundled",
        data: "beats.csv",
        label: "label",
        model: "auto",
        missing: "refuse",
        division: { val: 0.2, test: 0.2, folds: 0, seed: 0 },
      },
    });
  });

  it("may say what is trained, what becomes of missing values, and how rows are divided", () => {
    const split = { test: 0.1, folds: 5, seed: 3 };
    const { trainer, mistakes } = read({ label: "class", model: "cnn1d", missing: "median", split });
    expect(mistakes).toEqual([]);
    expect(trainer).toMatchObject({ label: "class", model: "cnn1d", missing: "median", division: split });
  });

  it("may say how the data is written and what of it is learned from", () => {
    const reading = {
      encoding: "windows-1252",
      decimal: "comma",
      channels: "first",
      drop: ["id"],
      features: ["age", "sex"],
      categorical: ["sex"],
      trimLabels: true,
      dropUnlabelled: true,
    };
    const { trainer, mistakes } = read(reading);
    expect(mistakes).toEqual([]);
    expect(trainer).toMatchObject({ reading });
    expect(read({}).trainer).toMatchObject({ reading: undefined });
  });

  it.each<[string, object, string]>([
    ["an encoding by another name", { encoding: "latin1" }, "did you mean windows-1252?"],
    ["columns that are no list", { drop: "id" }, "spec.trainer.drop: must be a list of 1 to 10000 names of columns"],
    ["columns that are no names", { categorical: [1] }, "spec.trainer.categorical: must be a list"],
    ["no features", { features: [] }, "spec.trainer.features: must be a list"],
    ["a column twice", { features: ["a", "a"] }, "spec.trainer.features: must not name a column twice"],
    ["a flag that is none", { trimLabels: "yes" }, "spec.trainer.trimLabels: must be true or false"],
    ["an unknown model", { model: "rnn" }, 'spec.trainer.model: must be "auto" or "mlp" or "cnn1d" or "cnn2d"'],
    ["an unknown way with missing values", { missing: "mean" }, 'spec.trainer.missing: must be "refuse" or "median"'],
    [
      "an unknown key",
      { models: "mlp" },
      "spec.trainer.models: unknown key; known here: data, label, model, missing, split",
    ],
    ["a split that is no object", { split: 0.2 }, "spec.trainer.split: must be an object"],
    ["an unknown key of the split", { split: { train: 0.6 } }, "spec.trainer.split.train: unknown key"],
    ["one fold", { split: { folds: 1 } }, "spec.trainer.split.folds: must be a whole number from 2 to 100"],
    ["folds beside a share", { split: { folds: 5, val: 0.2 } }, "spec.trainer.split.val: must not stand beside folds"],
    ["nothing to validate on", { split: { val: 0 } }, "spec.trainer.split.val: must be a share above 0 and below 1"],
    ["a share as text", { split: { test: "10%" } }, "spec.trainer.split.test: must be a share from 0 to below 1"],
    [
      "nothing to train on",
      { split: { val: 0.5, test: 0.5 } },
      "spec.trainer.split: val (0.5) and test (0.5) must leave rows",
    ],
  ])("is refused for %s", (_, raw, message) => {
    expect(read(raw).mistakes).toEqual([expect.stringContaining(message)]);
  });
});
