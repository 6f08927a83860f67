import { describe, expect, it } from "vitest";
import { readArraySamples } from "../../../src/bundled/data/arraySamples.ts";
import type { NpyArray } from "../../../src/bundled/data/npy.ts";
import { numbersOf, readCsv } from "./table.ts";

const text = `v1,kind,v2,split,group
0,rare,5,train,p1
2,often,,train,p2
4,often,NaN,val,p3
`;

describe("samples from CSV", () => {
  it("are all columns but the label, split and group, with gaps where values are missing", async () => {
    const { values, remarks, ...samples } = await readCsv(text, "kind");
    expect(samples).toEqual({
      shape: [2],
      gaps: [null, { count: 2, first: "x.csv: row 3, column v2", at: 5 }],
      labels: ["rare", "often", "often"],
      parts: ["train", "train", "val"],
      groups: ["p1", "p2", "p3"],
      features: [
        { name: "v1", texts: null },
        { name: "v2", texts: null },
      ],
    });
    expect(numbersOf({ values })).toEqual([0, 5, 2, Number.NaN, 4, Number.NaN]);
    expect(remarks).toEqual([]);
  });

  it("may have neither a split nor groups", async () => {
    const { parts, groups } = await readCsv("x,y\n1,a\n", "y");
    expect({ parts, groups }).toEqual({ parts: null, groups: null });
  });

  it.each([
    [
      "without the label column",
      text,
      "species",
      "x.csv: has no column species; its columns are v1, kind, v2, split, group",
    ],
    ["with two columns of a name it needs", text.replace("v1", "kind"), "kind", "x.csv: has two columns kind"],
    ["when the label is the split", text, "split", 'label: "split" must be another column than split and group'],
    ["without features", "kind,split\na,train\nb,val\n", "kind", "x.csv: has no feature column"],
    ["with text", text.replace("4,often", "four,often"), "kind", 'x.csv: row 4, column v1: "four" must be a number'],
    [
      "with infinity",
      text.replace("4,often", "-inf,often"),
      "kind",
      "it must be a finite number; leave the field empty",
    ],
    [
      "with an unknown split",
      text.replace("val", "hold"),
      "kind",
      'x.csv: row 4, column split: "hold" must be one of train, val, test',
    ],
    [
      "with the split in other words",
      text.replace("val", "validation"),
      "kind",
      '"validation" must be one of train, val, test; val is meant',
    ],
    ["with a short row", text.replace("4,often,", "4,"), "kind", "x.csv: row 4: has 4 fields, must have 5"],
    ["when it is empty", "", "kind", "x.csv: is empty"],
  ])("are refused %s", (_, csv, label, message) => expect(readCsv(csv, label)).rejects.toThrow(message));
});

describe("samples from arrays", () => {
  const beats: Record<string, NpyArray> = {
    x: { shape: [2, 3, 2], values: Float32Array.from({ length: 12 }, (_, at) => at) },
    y: { shape: [2], values: Float64Array.of(0, 1) },
    split: { shape: [2], values: ["train", "val"] },
    group: { shape: [2], values: Float64Array.of(7, 8) },
  };
  const read = (arrays: Record<string, NpyArray>, label = "y") =>
    readArraySamples(new Map(Object.entries(arrays)), "x.npz", label, false);

  it("are the one array that is not the label, split or group", () => {
    const { values, ...samples } = read(beats);
    expect(numbersOf({ values })).toEqual([...beats.x!.values]);
    expect(samples).toEqual({
      shape: [3, 2],
      gaps: [null, null, null, null, null, null],
      labels: ["0", "1"],
      parts: ["train", "val"],
      groups: ["7", "8"],
      features: null,
      remarks: [],
    });
  });

  it.each<[string, Record<string, NpyArray>, string]>([
    ["without labels", { x: beats.x! }, "x.npz: must have the array y and one array of samples; it has x (2, 3, 2)"],
    ["without samples", { y: beats.y! }, "x.npz: must have the array y and one array of samples; it has y (2)"],
    [
      "with two arrays of samples",
      { ...beats, z: beats.x! },
      "it has x (2, 3, 2), y (2), split (2), group (2), z (2, 3, 2)",
    ],
    [
      "with too few labels",
      { ...beats, y: { shape: [1], values: ["a"] } },
      "x.npz, array y: has shape (1), must be one value for each of the 2 samples",
    ],
    [
      "with labels of two axes",
      { ...beats, y: { shape: [2, 2], values: ["a", "b", "c", "d"] } },
      "x.npz, array y: has shape (2, 2), must be one value for each of the 2 samples; save the number of the class of each",
    ],
    ["with samples of text", { ...beats, x: { shape: [2], values: ["a", "b"] } }, "x.npz, array x: must be numbers"],
    [
      "with an unknown split",
      { ...beats, split: { shape: [2], values: ["train", "all"] } },
      'x.npz, array split, row 1: "all" must be one of',
    ],
  ])("are refused %s", (_, arrays, message) => expect(() => read(arrays)).toThrow(message));

  it("are refused when the label is the group", () =>
    expect(() => read(beats, "group")).toThrow('label: "group" must be another'));
});
