import { describe, expect, it } from "vitest";
import { readCsvSamples } from "../../../src/bundled/data/csvSamples.ts";
import { type DataOptions, datasetOf } from "../../../src/bundled/data/dataset.ts";
import { describeData } from "../../../src/bundled/data/describe.ts";
import type { Samples } from "../../../src/bundled/data/samples.ts";

const text = `v1,kind,v2,split
0,rare,5,train
2,often,5,train
4,often,5,train
6,often,5,val
100,often,6,val
3,rare,5,test
`;

const usual: DataOptions = { model: "auto", missing: "refuse", division: { val: 0.2, test: 0.2, folds: 0, seed: 0 } };
const read = (csv: string, options: Partial<DataOptions> = {}, replicate = 0) =>
  datasetOf(readCsvSamples(csv, "x.csv", "kind"), "x.csv", { ...usual, ...options }, { replicate });

describe("a data set", () => {
  it("has the classes by frequency", () => {
    expect(read(text).classes).toEqual(["often", "rare"]);
    expect([...read(text).train.labels]).toEqual([1, 0, 0]);
  });

  it("is scaled by the mean and deviation of the training rows alone, and clipped to 8", () => {
    // v1 of the training rows: mean 2, deviation √(8/3). v2 is constant there, and only centred.
    const at = (value: number) => Math.fround((value - 2) / Math.sqrt(8 / 3));
    const { train, val, test, inputs } = read(text);
    expect([...train.features]).toEqual([at(0), 0, at(2), 0, at(4), 0]);
    expect([...val.features]).toEqual([at(6), 0, 8, 1]);
    expect([...test.features]).toEqual([at(3), 0]);
    expect(inputs).toMatchObject({ means: [2, 5], deviations: [Math.sqrt(8 / 3), 1], names: ["v1", "v2"] });
  });

  it("of series is scaled by channel, over all times", () => {
    const series: Samples = {
      shape: [2, 2],
      values: Float32Array.of(0, 10, 2, 10, 4, 10, 6, 10),
      labels: ["a", "b"],
      parts: ["train", "val"],
      groups: null,
      names: null,
      place: () => "",
    };
    const { train, val } = datasetOf(series, "x.npz", { ...usual, model: "cnn1d" }, { replicate: 0 });
    expect([...train.features]).toEqual([-1, 0, 1, 0]);
    expect([...val.features]).toEqual([3, 0, 5, 0]);
  });

  it("may have no test rows", () => expect(read(text.replace("test", "val")).test.rows).toBe(0));

  it("is divided by us where it has no split", () => {
    const rows = Array.from({ length: 20 }, (_, at) => `${at},${at < 15 ? "often" : "rare"}\n`).join("");
    const { train, val, test } = read(`v1,kind\n${rows}`);
    expect([train.rows, val.rows, test.rows]).toEqual([12, 4, 4]);
    expect([...val.labels].toSorted()).toEqual([0, 0, 0, 1]);
  });

  it("validates the same fold in every trial of a search, and another in a replicate", () => {
    const rows = Array.from({ length: 20 }, (_, at) => `${at},${at < 15 ? "often" : "rare"}\n`).join("");
    const options = { division: { ...usual.division, test: 0, folds: 5 } };
    const [searched, again, replicate] = [0, 0, 1].map(
      (which) => read(`v1,kind\n${rows}`, options, which).val.features,
    );
    expect(again).toEqual(searched);
    expect(replicate).not.toEqual(searched);
  });

  it("is described by its shape, what was filled in, and the rows of each class", () => {
    const gap = text.replace("2,often,5,train", "2,often,,train");
    expect(describeData(read(gap, { missing: "median" }))).toBe(
      [
        "mlp on samples of shape (2)",
        "1 missing values are filled in by medians of the training rows",
        "class   train     val    test",
        "often       2       2       0",
        "rare        1       0       1",
      ].join("\n"),
    );
  });
});

describe("a data set is refused", () => {
  it.each([
    ["with one class", text.replaceAll("rare", "often"), "x.csv: the labels have 1 classes, must have 2 to 100"],
    ["without training rows", text.replaceAll("train", "val"), "x.csv: no row is for training (train)"],
    ["without validation rows", text.replaceAll("val", "test"), "x.csv: no row is for validation (val)"],
    ["with a missing value", text.replace("4,often", ",often"), "x.csv: row 4, column v1: is missing; fill it in"],
    [
      "with a group on both sides",
      "v1,kind,split,group\n1,a,train,p1\n2,b,train,p2\n3,a,val,p3\n4,b,test,p1\n",
      "x.csv: group p1 is in train and in test; it must be on one side",
    ],
    ["with groups too few to divide", "v1,kind,group\n1,a,p1\n2,b,p1\n", "x.csv: no row is for validation (val)"],
  ])("%s", (_, csv, message) => expect(() => read(csv)).toThrow(message));

  it("with more classes than a report can hold", () => {
    const rows = Array.from({ length: 101 }, (_, at) => `${at},class ${at},0,train\n`).join("");
    expect(() => read(text + rows)).toThrow("x.csv: the labels have 103 classes, must have 2 to 100");
  });
});
