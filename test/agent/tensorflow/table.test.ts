import { describe, expect, it } from "vitest";
import { readTable } from "../../../src/agent/trainer/tensorflow/table.ts";

const text = `v1,kind,v2,split
0,rare,5,train
2,often,5,train
4,often,5,train
6,often,5,val
100,often,6,val
3,rare,5,test
`;

describe("a table", () => {
  const table = readTable(text, "x.csv", "kind");

  it("has the classes by frequency, and all other columns but split as features", () => {
    expect(table.classes).toEqual(["often", "rare"]);
    expect(table.features).toEqual(["v1", "v2"]);
    expect([...table.train.labels]).toEqual([1, 0, 0]);
  });

  it("is scaled by the mean and deviation of the training rows alone, and clipped to 8", () => {
    // v1 of the training rows: mean 2, deviation √(8/3). v2 is constant there, and only centred.
    const at = (value: number) => Math.fround((value - 2) / Math.sqrt(8 / 3));
    expect([...table.train.features]).toEqual([at(0), 0, at(2), 0, at(4), 0]);
    expect([...table.val.features]).toEqual([at(6), 0, 8, 1]);
    expect([...table.test.features]).toEqual([at(3), 0]);
  });

  it("may have no test rows", () => {
    expect(readTable(text.replace("test", "val"), "x.csv", "kind").test.rows).toBe(0);
  });
});

describe("a table is refused", () => {
  it.each([
    ["without the label column", text, "species", "x.csv: has no column species; its columns are v1, kind, v2, split"],
    ["without a split column", text.replace("split", "part"), "kind", "x.csv: has no column split; its columns are"],
    ["with two columns of a name it needs", text.replace("v1", "kind"), "kind", "x.csv: has two columns kind"],
    ["when the label is the split", text, "split", "--label: must be another column than split"],
    ["without features", "kind,split\na,train\nb,val\n", "kind", "x.csv: has no feature column"],
    [
      "with a feature that is text",
      text.replace("4,often", "four,often"),
      "kind",
      'x.csv: row 4, column v1: "four" must be a number',
    ],
    [
      "with a feature that is empty",
      text.replace("4,often", ",often"),
      "kind",
      'x.csv: row 4, column v1: "" must be a number',
    ],
    [
      "with a feature that is infinite",
      text.replace("4,often", "Infinity,often"),
      "kind",
      'column v1: "Infinity" must be a number',
    ],
    [
      "with a split it does not know",
      text.replace("test", "hold"),
      "kind",
      'x.csv: row 7, column split: "hold" must be one of train, val, test',
    ],
    [
      "with a row that is too short",
      text.replace("4,often,5,train", "4,often,train"),
      "kind",
      "x.csv: row 4: has 3 fields, must have 4",
    ],
    [
      "with one class",
      text.replaceAll("rare", "often"),
      "kind",
      "x.csv: column kind has 1 classes, must have 2 to 100",
    ],
    ["without training rows", text.replaceAll("train", "val"), "kind", "x.csv: no row has split train"],
    ["without validation rows", text.replaceAll("val", "test"), "kind", "x.csv: no row has split val"],
    ["when it is empty", "", "kind", "x.csv: has no column split"],
  ])("%s", (_, text, label, message) => expect(() => readTable(text, "x.csv", label)).toThrow(message));

  it("with more classes than a report can hold", () => {
    const rows = Array.from({ length: 101 }, (_, at) => `${at},class ${at},0,train\n`).join("");
    expect(() => readTable(text + rows, "x.csv", "kind")).toThrow(
      "x.csv: column kind has 103 classes, must have 2 to 100",
    );
  });
});
