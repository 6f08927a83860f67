import { describe, expect, it } from "vitest";
import { invalid, type Mistake } from "../../../src/error.ts";
import { readSpace } from "../../../src/search/space/space.ts";

const loss = { name: "loss", type: "categorical", values: ["ce", "focal"] };
const gamma = { name: "gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } };
const layers = { name: "layers", type: "int", min: 1, max: 4 };
const rate = { name: "rate", type: "float", min: 1e-4, max: 1e-1, scale: "log" };
const smoothing = { name: "smoothing", type: "float", min: 0, max: 0.3, step: 0.1 };

describe("a space", () => {
  it("is read with every default filled in", () => {
    expect(read([loss, gamma, layers])).toEqual([
      { name: "loss", type: "categorical", values: ["ce", "focal"], when: {} },
      { name: "gamma", type: "float", min: 0.5, max: 5, scale: "linear", step: null, when: { loss: ["focal"] } },
      { name: "layers", type: "int", min: 1, max: 4, scale: "linear", step: 1, when: {} },
    ]);
  });

  it("takes conditions on integers, on booleans and on several parents", () => {
    const augment = { name: "augment", type: "categorical", values: [true, false] };
    const units = { name: "units", type: "int", min: 8, max: 64, when: { layers: [2, 3], augment: [true] } };
    expect(read([layers, augment, units]).at(-1)?.when).toEqual({ layers: [2, 3], augment: [true] });
  });

  it("takes priors, of medium confidence unless they say otherwise", () => {
    const sure = { ...rate, prior: { center: 1e-3, confidence: "high" } };
    const space = read([{ ...loss, prior: { center: "focal" } }, sure, { ...layers, prior: { center: 2 } }]);
    expect(space.map(({ prior }) => prior)).toEqual([
      { center: "focal", confidence: "medium" },
      { center: 1e-3, confidence: "high" },
      { center: 2, confidence: "medium" },
    ]);
  });

  it("takes dots in names, as Hydra has them", () => {
    const child = { ...gamma, name: "loss.focal.gamma", when: { "loss.name": ["focal"] } };
    const space = read([{ ...loss, name: "loss.name" }, child]);
    expect(space.map(({ name }) => name)).toEqual(["loss.name", "loss.focal.gamma"]);
  });

  it("takes lists and null among the values, which stand as their JSON", () => {
    const layers = { name: "layers", type: "categorical", values: [[64], [128, 64], null] };
    const depth = { name: "depth", type: "categorical", values: [null, 5, 10], when: { layers: [[128, 64], null] } };
    expect(read([layers, depth])).toEqual([
      {
        name: "layers",
        type: "categorical",
        values: ["[64]", "[128,64]", "null"],
        json: { "[64]": "[64]", "[128,64]": "[128,64]", null: "null" },
        when: {},
      },
      {
        name: "depth",
        type: "categorical",
        values: ["null", 5, 10],
        json: { null: "null" },
        when: { layers: ["[128,64]", "null"] },
      },
    ]);
  });

  it("takes a normal and a log-normal distribution, cut off at four sigma unless it says where", () => {
    const momentum = { name: "momentum", type: "float", distribution: "normal", mu: 0.9, sigma: 0.1, max: 1 };
    const decay = { name: "decay", type: "float", distribution: "logNormal", mu: 0, sigma: 0.5 };
    const [first, second] = read([momentum, decay]);
    expect(first).toMatchObject({ min: 0.5, max: 1, distribution: { kind: "normal", mu: 0.9, sigma: 0.1 } });
    expect(second).toMatchObject({ min: Math.exp(-2), max: Math.exp(2), scale: "log" });
  });

  it("takes steps on the log scale", () => {
    const units = { name: "units", type: "int", min: 8, max: 512, scale: "log", step: 8 };
    expect(read([units])[0]).toMatchObject({ scale: "log", step: 8 });
  });

  const wrong: [string, unknown, string][] = [
    [
      "a distribution that is a range",
      [{ name: "x", type: "float", distribution: "uniform", mu: 0, sigma: 1 }],
      'p[0].distribution: "uniform" must be "normal" or "logNormal"; leave it out: a range is uniform',
    ],
    [
      "a distribution without its width",
      [{ name: "x", type: "float", distribution: "normal", mu: 0, sigma: 0 }],
      "p[0].sigma: 0 must be above 0",
    ],
    [
      "a distribution on steps",
      [{ name: "x", type: "float", distribution: "normal", mu: 0, sigma: 1, step: 0.1 }],
      "p[0].step: 0.1 cannot stand with a distribution",
    ],
    [
      "a range in which its distribution has next to nothing",
      [{ name: "x", type: "float", distribution: "normal", mu: 0, sigma: 1, min: 9, max: 10 }],
      "p[0].min: 9 and max hold less than 0.001 of the distribution",
    ],
    [
      "a distribution without a type",
      [{ name: "lr", distribution: "log_uniform_values", min: 0.1, max: 1 }],
      'p[0].type: is missing; it must be "float", "int" or "categorical"; float with scale: log is meant\n' +
        'p[0].distribution: "log_uniform_values" must be "normal" or "logNormal"; write scale: log, min and max instead\n' +
        "p[0].mu: is missing; it must be a number\np[0].sigma: is missing; it must be a number",
    ],
    [
      "an object as a value",
      [{ ...loss, values: [{ a: 1 }] }],
      'p[0].values[0]: {"a":1} must be a finite number, a text, true or false, null or a list',
    ],
    [
      "an object in a list",
      [{ ...loss, values: [[{ a: 1 }]] }],
      'p[0].values[0]: [{"a":1}] must be a list of finite numbers, texts, true, false, null and lists',
    ],
    ["null twice", [{ ...loss, values: [null, "null"] }], 'p[0].values[1]: "null" stands in the list twice'],
    ["a prior that is a value", [{ ...rate, prior: 1e-3 }], "p[0].prior: 0.001 must be an object"],
    ["a prior without a centre", [{ ...rate, prior: {} }], "p[0].prior.center: is missing; it must be a value of rate"],
    ["a centre out of range", [{ ...rate, prior: { center: 1 } }], "p[0].prior.center: 1 must lie in [0.0001, 0.1]"],
    [
      "a centre that is no choice",
      [{ ...loss, prior: { center: "dice" } }],
      'p[0].prior.center: "dice" must be one of ["ce","focal"]',
    ],
    [
      "an unknown confidence",
      [{ ...rate, prior: { center: 1e-3, confidence: "sure" } }],
      'p[0].prior.confidence: "sure" must be "low" or "medium" or "high"',
    ],
    [
      "an unknown key of a prior",
      [{ ...rate, prior: { center: 1e-3, sd: 1 } }],
      "p[0].prior.sd: unknown key; known here: center, confidence",
    ],
    [
      "a range that is wrong, of whose prior nothing is said",
      [{ ...rate, min: "a", prior: { center: 1e-3 } }],
      'p[0].min: "a" must be a finite number',
    ],
    ["no list", "loss", 'p: "loss" must be a list of 1 to 64 parameters, or a preset: { preset: imbalance }'],
    ["no parameter", [], "p: must be a list of 1 to 64 parameters, not of 0"],
    ["65 parameters", new Array(65).fill(loss), "p: must be a list of 1 to 64 parameters, not of 65"],
    ["a text for a parameter", ["loss"], 'p[0]: "loss" must be an object with a name and a type'],
    [
      "an unknown key",
      [{ ...rate, mim: 1 }],
      "p[0].mim: unknown key; known here: name, type, when, distribution, min, max, scale, step, prior",
    ],
    [
      "a key __proto__",
      [JSON.parse('{"name":"a","type":"categorical","values":[1],"__proto__":{}}')],
      "p[0].__proto__: unknown key; known here: name, type, when, values, prior",
    ],
    [
      "a range of a categorical",
      [{ ...loss, min: 1 }],
      "p[0].min: unknown key; known here: name, type, when, values, prior",
    ],
    [
      "no name",
      [{ type: "categorical", values: [1] }],
      "p[0].name: must be a letter or _, then letters, digits or _, with dots between parts, at most 64 characters",
    ],
    [
      "a name with a dash",
      [{ ...rate, name: "learning-rate" }],
      'p[0].name: "learning-rate" must be a letter or _, then letters, digits or _, with dots between parts, at most 64 characters; learning_rate would do',
    ],
    [
      "a name of 65 characters",
      [{ ...rate, name: "x".repeat(65) }],
      `p[0].name: "${"x".repeat(65)}" must be a letter or _, then letters, digits or _, with dots between parts, at most 64 characters`,
    ],
    [
      "the name __proto__",
      [{ ...rate, name: "__proto__" }],
      'p[0].name: "__proto__" is a name that JavaScript keeps for itself; choose another',
    ],
    [
      "the name constructor",
      [{ ...rate, name: "constructor" }],
      'p[0].name: "constructor" is a name that JavaScript keeps for itself; choose another',
    ],
    [
      "the name prototype",
      [{ ...rate, name: "prototype" }],
      'p[0].name: "prototype" is a name that JavaScript keeps for itself; choose another',
    ],
    [
      "a name given twice",
      [rate, { ...layers, name: "rate" }],
      'p[1].name: "rate" is the name of an earlier parameter too',
    ],
    ["no type", [{ name: "rate" }], 'p[0].type: is missing; it must be "float", "int" or "categorical"'],
    [
      "an unknown type",
      [{ name: "rate", type: "double" }],
      'p[0].type: "double" must be "float", "int" or "categorical"; float is meant',
    ],
    ["an unknown scale", [{ ...rate, scale: "ln" }], 'p[0].scale: "ln" must be "linear" or "log"'],
    ["no max", [{ name: "rate", type: "float", min: 0 }], "p[0].max: is missing; it must be a number"],
    ["min above max", [{ ...rate, min: 2, max: 1 }], "p[0].min: 2 must be less than max, which is 1"],
    ["min equal to max", [{ ...layers, min: 4 }], "p[0].min: 4 must be less than max, which is 4"],
    ["a log scale from 0", [{ ...rate, min: 0 }], "p[0].min: 0 must be above 0 on the log scale"],
    ["NaN", [{ ...rate, min: Number.NaN }], "p[0].min: NaN must be a finite number"],
    ["Infinity", [{ ...rate, max: Number.POSITIVE_INFINITY }], "p[0].max: Infinity must be a finite number"],
    [
      "a range beyond the largest number",
      [{ ...rate, scale: "linear", min: -1e308, max: 1e308 }],
      "p[0].max: 1e+308 is too far from min, which is -1e+308",
    ],
    [
      "a number in quotes",
      [{ ...rate, min: "1e-4" }],
      'p[0].min: "1e-4" is a text; remove the quotes to make it a number',
    ],
    ["a text for a number", [{ ...rate, min: "small" }], 'p[0].min: "small" must be a finite number'],
    [
      "an int that is not whole",
      [{ ...layers, min: 1.5 }],
      "p[0].min: 1.5 must be a whole number within ±(2^53 - 1), because the type is int",
    ],
    [
      "an int beyond 2^53",
      [{ ...layers, max: 2 ** 53 }],
      "p[0].max: 9007199254740992 must be a whole number within ±(2^53 - 1), because the type is int",
    ],
    ["a step of 0", [{ ...smoothing, step: 0 }], "p[0].step: 0 must be above 0"],
    [
      "a step beyond the range",
      [{ ...smoothing, step: 0.4 }],
      "p[0].step: 0.4 must be at most max - min, which is 0.3",
    ],
    ["a step too fine to count", [{ ...smoothing, step: 1e-17 }], "p[0].step: 1e-17 makes 2^53 or more values"],
    ["no values", [{ ...loss, values: [] }], "p[0].values: must be a list of 1 to 256 values, not of 0"],
    [
      "257 values",
      [{ ...loss, values: Array.from({ length: 257 }, (_, i) => i) }],
      "p[0].values: must be a list of 1 to 256 values, not of 257",
    ],
    ["a value twice", [{ ...loss, values: ["a", "b", "a"] }], 'p[0].values[2]: "a" stands in the list twice'],
    [
      "mixed values",
      [{ ...loss, values: [1, "2"] }],
      'p[0].values[1]: "2" must be a number like the first value; all are numbers, all texts, or all true or false',
    ],
    [
      "a value NaN",
      [{ ...loss, values: [1, Number.NaN] }],
      "p[0].values[1]: NaN must be a finite number, a text, true or false, null or a list",
    ],
    [
      "a condition that is a list",
      [loss, { ...gamma, when: ["loss"] }],
      'p[1].when: ["loss"] must be an object of parent: [values]',
    ],
    ["a missing parent", [gamma], "p[0].when.loss: is not a parameter of this sweep"],
    [
      "a parent that stands later",
      [gamma, loss],
      "p[0].when.loss: stands later; a parent must stand before its children",
    ],
    ["a condition on itself", [{ ...loss, when: { loss: ["ce"] } }], "p[0].when.loss: is the parameter itself"],
    [
      "a key __proto__ in a condition",
      [loss, { ...gamma, when: JSON.parse('{"__proto__":["a"]}') }],
      "p[1].when.__proto__: is not a parameter of this sweep",
    ],
    [
      "a condition on a float",
      [rate, { ...gamma, when: { rate: [0.01] } }],
      "p[1].when.rate: rate is a float, which nothing can depend on",
    ],
    [
      "a single value for a list",
      [loss, { ...gamma, when: { loss: "focal" } }],
      'p[1].when.loss: "focal" must be a list of 1 to 256 values of loss',
    ],
    [
      "a condition without values",
      [loss, { ...gamma, when: { loss: [] } }],
      "p[1].when.loss: [] must be a list of 1 to 256 values of loss",
    ],
    [
      "a value that the parent cannot take",
      [loss, { ...gamma, when: { loss: ["dice"] } }],
      'p[1].when.loss[0]: "dice" must be one of ["ce","focal"]',
    ],
    [
      "a condition value given twice",
      [loss, { ...gamma, when: { loss: ["ce", "ce"] } }],
      'p[1].when.loss[1]: "ce" stands in the list twice',
    ],
    [
      "a value outside an int parent",
      [layers, { ...gamma, when: { layers: [5] } }],
      "p[1].when.layers[0]: 5 must lie in [1, 4]",
    ],
    [
      "a value between an int parent's steps",
      [
        { ...layers, step: 2 },
        { ...gamma, when: { layers: [2] } },
      ],
      "p[1].when.layers[0]: 2 must be 1 or a number of steps of 2 above it",
    ],
  ];
  it.each(wrong)("refuses %s", (_what, raw, message) => {
    expect(mistakesOf(raw)).toBe(message);
  });

  it("names the whole circle of a circular condition", () => {
    const a = { name: "a", type: "int", min: 1, max: 2, when: { b: [1] } };
    const b = { name: "b", type: "int", min: 1, max: 2, when: { c: [1] } };
    const c = { name: "c", type: "int", min: 1, max: 2, when: { a: [1] } };
    expect(mistakesOf([a, b, c])).toBe(
      [
        "p[0].when.b: stands in a circle of conditions: a -> b -> c -> a",
        "p[1].when.c: stands in a circle of conditions: b -> c -> a -> b",
      ].join("\n"),
    );
  });

  it("lists every mistake at once", () => {
    expect(
      mistakesOf([
        { ...rate, min: "0", typo: 1 },
        { ...loss, values: [] },
        { ...gamma, when: { los: ["ce"] } },
      ]),
    ).toBe(
      [
        'p[0].min: "0" is a text; remove the quotes to make it a number',
        "p[0].typo: unknown key; known here: name, type, when, distribution, min, max, scale, step, prior",
        "p[1].values: must be a list of 1 to 256 values, not of 0",
        "p[2].when.los: is not a parameter of this sweep; did you mean loss?",
      ].join("\n"),
    );
  });
});

function read(raw: unknown) {
  const mistakes: Mistake[] = [];
  const space = readSpace(raw, "p", mistakes);
  expect(mistakes).toEqual([]);
  return space;
}

function mistakesOf(raw: unknown): string {
  const mistakes: Mistake[] = [];
  readSpace(raw, "p", mistakes);
  return invalid(mistakes).message;
}
