import { describe, expect, it } from "vitest";
import { type DataOptions, datasetOf } from "../../../src/bundled/data/dataset.ts";
import { describeData } from "../../../src/bundled/data/describe.ts";
import type { Samples } from "../../../src/bundled/data/samples.ts";
import { valuesOf } from "../../../src/bundled/data/values.ts";
import { readCsv } from "./table.ts";

const text = `v1,kind,v2,split
0,rare,5,train
2,often,5,train
4,often,5,train
6,often,5,val
100,often,6,val
3,rare,5,test
`;

const usual: DataOptions = {
  model: "auto",
  missing: "refuse",
  channels: null,
  division: { val: 0.2, test: 0.2, folds: 0, seed: 0 },
};
const read = async (csv: string, options: Partial<DataOptions> = {}, replicate = 0, categorical: string[] = []) =>
  datasetOf(await readCsv(csv, "kind", { categorical }), "x.csv", { ...usual, ...options }, { replicate });

describe("a data set", () => {
  it("has the classes by frequency", async () => {
    expect((await read(text)).classes).toEqual(["often", "rare"]);
    expect([...(await read(text)).train.labels]).toEqual([1, 0, 0]);
  });

  it("is scaled by the mean and deviation of the training rows alone, and clipped to 8", async () => {
    // v1 of the training rows: mean 2, deviation √(8/3). v2 is constant there, and only centred.
    const at = (value: number) => Math.fround((value - 2) / Math.sqrt(8 / 3));
    const { train, val, test, inputs } = await read(text);
    expect([...train.features]).toEqual([at(0), 0, at(2), 0, at(4), 0]);
    expect([...val.features]).toEqual([at(6), 0, 8, 1]);
    expect([...test.features]).toEqual([at(3), 0]);
    expect(inputs).toMatchObject({ means: [2, 5], deviations: [Math.sqrt(8 / 3), 1], names: ["v1", "v2"] });
  });

  it("of series is scaled by channel, over all times", () => {
    const series: Samples = {
      shape: [2, 2],
      values: valuesOf([Float32Array.of(0, 10, 2, 10, 4, 10, 6, 10)], 2, 4),
      gaps: [null, null, null, null],
      labels: ["a", "b"],
      parts: ["train", "val"],
      groups: null,
      features: null,
      remarks: [],
    };
    const { train, val } = datasetOf(series, "x.npz", { ...usual, model: "cnn1d" }, { replicate: 0 });
    expect([...train.features]).toEqual([-1, 0, 1, 0]);
    expect([...val.features]).toEqual([3, 0, 5, 0]);
  });

  it("may have no test rows", async () => expect((await read(text.replace("test", "val"))).test.rows).toBe(0));

  it("is divided by us where it has no split", async () => {
    const rows = Array.from({ length: 20 }, (_, at) => `${at},${at < 15 ? "often" : "rare"}\n`).join("");
    const { train, val, test } = await read(`v1,kind\n${rows}`);
    expect([train.rows, val.rows, test.rows]).toEqual([12, 4, 4]);
    expect([...val.labels].toSorted()).toEqual([0, 0, 0, 1]);
  });

  it("validates the same fold in every trial of a search, and another in a replicate", async () => {
    const rows = Array.from({ length: 20 }, (_, at) => `${at},${at < 15 ? "often" : "rare"}\n`).join("");
    const options = { division: { ...usual.division, test: 0, folds: 5 } };
    const [searched, again, replicate] = await Promise.all(
      [0, 0, 1].map(async (which) => (await read(`v1,kind\n${rows}`, options, which)).val.features),
    );
    expect(again).toEqual(searched);
    expect(replicate).not.toEqual(searched);
  });

  it("is described by its shape, what was filled in, its warnings and the rows of each class", async () => {
    const gap = text.replace("2,often,5,train", "2,often,,train");
    expect(describeData(await read(gap, { missing: "median" }))).toBe(
      [
        "mlp on samples of shape (2)",
        "1 missing values are filled in by medians of the training rows",
        "warning: class rare has no row for validation: it is in the macro-F1 of the search, as 0, only where a row is taken for it",
        "class   train     val    test",
        "often       2       2       0",
        "rare        1       0       1",
      ].join("\n"),
    );
  });
});

describe("what is learned of a table", () => {
  // Medians of v1: 2 in the three training rows that have one, 4 in all rows.
  const gaps = "v1,kind,split\n1,a,train\n2,b,train\n9,a,train\n,b,train\n50,a,val\n,b,val\n60,a,test\n70,b,test\n";

  it("is learned of the training rows alone: medians, means and deviations", async () => {
    const { inputs, val, train } = await read(gaps, { missing: "median" });
    const mean = (1 + 2 + 9 + 2) / 4;
    const deviation = Math.sqrt(((1 - mean) ** 2 + 2 * (2 - mean) ** 2 + (9 - mean) ** 2) / 4);
    expect(inputs).toMatchObject({ fills: [2], missing: 2, means: [mean] });
    expect(inputs.deviations[0]).toBeCloseTo(deviation, 12);
    expect(train.features[3]).toBe(Math.fround((2 - mean) / deviation));
    expect(val.features[1]).toBe(Math.fround((2 - mean) / deviation));
  });

  it("is an input for each text of a categorical column that the training rows have; another text is none of them", async () => {
    const csv = "sex,kind,v1,split\nm,a,1,train\nf,b,2,train\nf,a,3,train\nf,b,4,train\nx,a,1,val\nm,b,1,val\n";
    const { inputs, layout, val, train } = await read(csv, {}, 0, ["sex"]);
    expect(inputs.encodings).toEqual([
      { name: "sex", texts: ["f", "m"] },
      { name: "v1", texts: null },
    ]);
    expect(inputs.names).toEqual(["sex=f", "sex=m", "v1"]);
    expect(layout.shape).toEqual([3]);
    // Shares of f and m in the training rows: 3/4 and 1/4, deviations √(3/16).
    const at = (value: number, share: number) => Math.fround((value - share) / Math.sqrt(3 / 16));
    expect([...train.features.subarray(0, 2)]).toEqual([at(0, 3 / 4), at(1, 1 / 4)]);
    expect([...val.features.subarray(0, 2)]).toEqual([at(0, 3 / 4), at(0, 1 / 4)]);
    expect([...val.features.subarray(3, 5)]).toEqual([at(0, 3 / 4), at(1, 1 / 4)]);
  });

  it("has no text for a field that is missing, where gaps may be filled", async () => {
    const csv = "sex,kind,split\nm,a,train\nf,b,train\n,a,val\nm,b,val\n";
    const { inputs, val } = await read(csv, { missing: "median" }, 0, ["sex"]);
    expect(inputs).toMatchObject({ names: ["sex=f", "sex=m"], fills: [null, null], missing: 1 });
    expect([...val.features]).toEqual([-1, -1, -1, 1]);
    await expect(read(csv, {}, 0, ["sex"])).rejects.toThrow("x.csv: row 4, column sex: is missing");
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
  ])("%s", (_, csv, message) => expect(read(csv)).rejects.toThrow(message));

  it("with more classes than a report can hold", async () => {
    const rows = Array.from({ length: 101 }, (_, at) => `${at},class ${at},0,train\n`).join("");
    await expect(read(text + rows)).rejects.toThrow("x.csv: the labels have 103 classes, must have 2 to 100");
  });
});
