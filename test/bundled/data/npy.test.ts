import { describe, expect, it } from "vitest";
import { readNpy } from "../../../src/bundled/data/npy.ts";
import { readNpz } from "../../../src/bundled/data/npz.ts";
import numpy from "./numpy.json" with { type: "json" };

const bytes = (base64: string) => Buffer.from(base64, "base64");

describe(`what NumPy wrote (${numpy.madeBy})`, () => {
  it.each(numpy.arrays)("is read as it was: $name", ({ npy, shape, values }) => {
    const array = readNpy(bytes(npy), "x.npy");
    expect(array.shape).toEqual(shape);
    // Booleans are numbers here.
    expect([...array.values]).toEqual(values.map((value) => (typeof value === "boolean" ? Number(value) : value)));
  });

  it.each(["stored", "deflated"] as const)("is read out of an NPZ file: %s", (how) => {
    const arrays = readNpz(bytes(numpy[how]), "x.npz");
    expect([...arrays.keys()]).toEqual(["label", "samples"]);
    expect(arrays.get("label")).toEqual({ shape: [2], values: ["N", "V"] });
    expect(arrays.get("samples")).toEqual({ shape: [2, 3], values: Float32Array.of(0, 1, 2, 3, 4, 5) });
  });
});

describe("an array is refused", () => {
  it.each([
    ["complex", "x.npy: has values of type <c16, which are complex numbers: save their size and angle"],
    [
      "objects",
      "x.npy: has values of type |O, which are objects of Python (a pickle, which can run code): save array.astype",
    ],
    ["dates", "x.npy: has values of type <M8[s], which are dates: save numbers"],
    ["records", "x.npy: has values of type [('a', '<f4'), ('b', '<f4')], which are records of fields"],
    ["bytes that are no text", "x.npy: has texts that are no Unicode; save array.astype(str)"],
  ])("%s", (name, message) => {
    const { npy } = numpy.refused.find((one) => one.name === name)!;
    expect(() => readNpy(bytes(npy), "x.npy")).toThrow(message);
  });

  const whole = bytes(numpy.arrays[0]!.npy);

  it.each([
    ["that is none", Buffer.from("time,value\n1,2\n"), "x.npy: is not an NPY array"],
    ["that is empty", Buffer.alloc(0), "x.npy: is not an NPY array"],
    ["that is torn", whole.subarray(0, -1), "x.npy: has 15 bytes of values; its shape (2, 2) needs 16"],
    ["with more than its shape", Buffer.concat([whole, whole]), "needs 16"],
    [
      "with a header of something else",
      Buffer.from(`\x93NUMPY\x01\0\x02\0{}`, "latin1"),
      "x.npy: has a header that is not understood: {}",
    ],
  ])("%s", (_, npy, message) => expect(() => readNpy(npy, "x.npy")).toThrow(message));
});

describe("an NPZ file is refused", () => {
  const stored = bytes(numpy.stored);
  const changed = (at: number, byte: number) => Buffer.from(stored).fill(byte, at, at + 1);
  const central = stored.indexOf("PK\x01\x02", 0, "latin1");

  it.each([
    ["that is none", Buffer.from("a,b\n"), "x.npz: is not an NPZ file"],
    ["without its end", stored.subarray(0, -30), "x.npz: is not an NPZ file"],
    ["whose directory is elsewhere", changed(stored.length - 6, 0), "x.npz: is a damaged NPZ file"],
    ["compressed in another way", changed(central + 10, 12), "x.npz, array label: is compressed by method 12"],
    ["that says it is compressed and is not", changed(central + 10, 8), "x.npz, array label: is not an NPY array"],
    ["of a size that leads out of it", changed(central + 44, 0xff), "x.npz: is a damaged NPZ file"],
  ])("%s", (_, npz, message) => expect(() => readNpz(npz, "x.npz")).toThrow(message));
});
