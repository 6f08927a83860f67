import { describe, expect, it } from "vitest";
import { readArraySamples } from "../../../src/bundled/data/arraySamples.ts";
import { readCsvSamples } from "../../../src/bundled/data/csvSamples.ts";
import type { NpyArray } from "../../../src/bundled/data/npy.ts";

const text = `v1,kind,v2,split,group
0,rare,5,train,p1
2,often,,train,p2
4,often,NaN,val,p3
`;

describe("samples from CSV", () => {
  it("are all columns but the label, split and group, with gaps where values are missing", () => {
    const { place, ...samples } = readCsvSamples(text, "x.csv", "kind");
    expect(samples).toEqual({
      shape: [2],
      values: Float64Array.of(0, 5, 2, Number.NaN, 4, Number.NaN),
      labels: ["rare", "often", "often"],
      parts: ["train", "train", "val"],
      groups: ["p1", "p2", "p3"],
      names: ["v1", "v2"],
    });
    expect(place(1, 1)).toBe("x.csv: row 3, column v2");
  });

  it("may have neither a split nor groups", () => {
    const { parts, groups } = readCsvSamples("x,y\n1,a\n", "x.csv", "y");
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
    ["with infinity", text.replace("4,often", "Infinity,often"), "kind", 'column v1: "Infinity" must be a number'],
    [
      "with an unknown split",
      text.replace("val", "hold"),
      "kind",
      'x.csv: row 4, column split: "hold" must be one of train, val, test',
    ],
    ["with a short row", text.replace("4,often,", "4,"), "kind", "x.csv: row 4: has 4 fields, must have 5"],
    ["when it is empty", "", "kind", "x.csv: has no column kind"],
  ])("are refused %s", (_, csv, label, message) => expect(() => readCsvSamples(csv, "x.csv", label)).toThrow(message));
});

describe("samples from arrays", () => {
  const beats: Record<string, NpyArray> = {
    x: { shape: [2, 3, 2], values: Float32Array.from({ length: 12 }, (_, at) => at) },
    y: { shape: [2], values: Float64Array.of(0, 1) },
    split: { shape: [2], values: ["train", "val"] },
    group: { shape: [2], values: Float64Array.of(7, 8) },
  };
  const read = (arrays: Record<string, NpyArray>, label = "y") =>
    readArraySamples(new Map(Object.entries(arrays)), "x.npz", label);

  it("are the one array that is not the label, split or group", () => {
    const { place, ...samples } = read(beats);
    expect(samples).toEqual({
      shape: [3, 2],
      values: beats.x!.values,
      labels: ["0", "1"],
      parts: ["train", "val"],
      groups: ["7", "8"],
      names: null,
    });
    expect(place(1, 3)).toBe("x.npz, array x, at [1, 1, 1]");
  });

  it.each<[string, Record<string, NpyArray>, string]>([
    ["without labels", { x: beats.x! }, "x.npz: must have the array y and one array of samples; it has x"],
    ["without samples", { y: beats.y! }, "x.npz: must have the array y and one array of samples; it has y"],
    ["with two arrays of samples", { ...beats, z: beats.x! }, "it has x, y, split, group, z"],
    [
      "with too few labels",
      { ...beats, y: { shape: [1], values: ["a"] } },
      "x.npz, array y: has shape (1), must be one value for each of the 2 samples",
    ],
    [
      "with labels of two axes",
      { ...beats, y: { shape: [2, 1], values: ["a", "b"] } },
      "x.npz, array y: has shape (2, 1)",
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
