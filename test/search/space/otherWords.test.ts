import { describe, expect, it } from "vitest";
import { invalid, type Mistake } from "../../../src/error.ts";
import { readSpace } from "../../../src/search/space/space.ts";

describe("a space in the words of another tool", () => {
  it.each([
    ["double", "float is meant"],
    ["uniform", "float is meant"],
    ["log_uniform_values", "float with scale: log is meant"],
    ["integer", "int is meant"],
    ["choice", "categorical is meant"],
    ["Normal", "float with distribution: normal, mu and sigma is meant"],
    ["flaot", "did you mean float?"],
  ])("says which type is meant by %s, and what else is wrong", (type, meant) => {
    const lines = mistakesOf([{ name: "x", type, values: [1], min: 0, max: 1, typo: 1 }]).split("\n");
    expect(lines[0]).toBe(`p[0].type: "${type}" must be "float", "int" or "categorical"; ${meant}`);
    expect(lines).toContainEqual(expect.stringMatching(/^p\[0\]\.typo: unknown key/));
  });

  it.each([
    [
      { name: "optimizer", parameters: { lr: { min: 0.1, max: 1 } } },
      "{ name: optimizer.lr, type: float, min: 0.1, max: 1 }",
    ],
    [{ name: "model", depth: { min: 1, max: 4 } }, "{ name: model.depth, type: int, min: 1, max: 4 }"],
    [
      { name: "o", parameters: { name: { values: ["sgd", "adam"] }, sgd: { parameters: { m: { value: 0.9 } } } } },
      "{ name: o.name, type: categorical, values: [sgd, adam] }, { name: o.sgd.m, type: categorical, values: [0.9] }",
    ],
  ])("says the flat form of the nested parameter %j", (raw, flat) => {
    const rule = "has parameters inside; write them flat, with dots in their names";
    expect(mistakesOf([raw])).toBe(`p[0]: ${rule}: ${flat}`);
  });

  it.each([
    [{ lr: { min: 0.1, max: 1 } }, "{ name: lr, type: float, min: 0.1, max: 1 }"],
    [{ o: { wd: { type: "float", min: 0, max: 1 } } }, "{ name: o.wd, type: float, min: 0, max: 1 }"],
    [
      { lr: { distribution: "log_uniform_values", min: 0.1, max: 1 } },
      "{ name: lr, type: float, min: 0.1, max: 1, scale: log }",
    ],
    [{ lr: { _type: "loguniform", _value: [0.1, 1] } }, "{ name: lr, type: float, min: 0.1, max: 1, scale: log }"],
    [{ c: { _type: "choice", _value: ["a", "b"] } }, "{ name: c, type: categorical, values: [a, b] }"],
    [{ n: { type: "tune.randint", lower: 1, upper: 9 } }, "{ name: n, type: int, min: 1, max: 9 }"],
  ])("says the list that an object of parameters stands for: %j", (raw, list) => {
    expect(mistakesOf(raw)).toContain(`; as a list: [${list}]`);
  });

  it.each([
    [
      { name: "x", type: "tune.loguniform", min: 0.1, max: 1 },
      'type: "tune.loguniform" must be "float", "int" or "categorical"; float with scale: log is meant',
    ],
    [
      { name: "x", type: "float", low: 0.1, high: 1 },
      "low: unknown key; known here: name, type, when, distribution, min, max, scale, step, prior; here it is min",
    ],
    [{ name: "x", type: "float", min: 0.1, max: 1, log: true }, "; here it is scale: log"],
  ])("says what a word of another tool means here: %j", (raw, message) => {
    expect(mistakesOf([raw])).toContain(message);
  });
});

function mistakesOf(raw: unknown): string {
  const mistakes: Mistake[] = [];
  readSpace(raw, "p", mistakes);
  return invalid(mistakes).message;
}
