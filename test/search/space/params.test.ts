import { describe, expect, it } from "vitest";
import { invalid } from "../../../src/error.ts";
import { checkParams, readSpace } from "../../../src/search/space/space.ts";

const declared = [
  { name: "loss", type: "categorical", values: ["ce", "focal"] },
  { name: "gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
  { name: "layers", type: "int", min: 1, max: 4 },
  { name: "rate", type: "float", min: 1e-4, max: 1e-1, scale: "log" },
  { name: "smoothing", type: "float", min: 0, max: 0.3, step: 0.1 },
];

describe("params", () => {
  const space = readSpace(declared, "p", []);
  const good = { loss: "focal", gamma: 2, layers: 3, rate: 0.01, smoothing: 0.3 };

  it("are accepted when every active parameter has a value of its range", () => {
    expect(checkParams(space, good, "p")).toEqual([]);
  });

  it.each([
    ["a parameter too few", { ...good, gamma: undefined }, "p.gamma: is missing"],
    [
      "a parameter whose condition does not hold",
      { ...good, loss: "ce" },
      "p.gamma: 2 does not exist here: its condition does not hold",
    ],
    [
      "a parameter that nobody declared",
      { ...good, momentum: 0.9 },
      "p.momentum: 0.9 is not a parameter of this sweep",
    ],
    [
      "a choice that is none",
      { ...good, loss: "dice" },
      'p.loss: "dice" must be one of ["ce","focal"]\np.gamma: 2 does not exist here: its condition does not hold',
    ],
    ["a text for a number", { ...good, rate: "0.01" }, 'p.rate: "0.01" must be a finite number'],
    ["a number out of range", { ...good, rate: 1 }, "p.rate: 1 must lie in [0.0001, 0.1]"],
    ["a fraction for an int", { ...good, layers: 2.5 }, "p.layers: 2.5 must be a whole number"],
    [
      "a number between steps",
      { ...good, smoothing: 0.25 },
      "p.smoothing: 0.25 must be 0 or a number of steps of 0.1 above it",
    ],
  ])("are refused with %s", (_what, params, message) => {
    const given = JSON.parse(JSON.stringify(params));
    expect(invalid(checkParams(space, given, "p")).message).toBe(message);
  });
});
