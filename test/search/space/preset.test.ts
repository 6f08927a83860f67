import { describe, expect, expectTypeOf, it } from "vitest";
import { readParams } from "../../../src/bundled/params/readParams.ts";
import { invalid, type Mistake } from "../../../src/error.ts";
import { stream } from "../../../src/search/chance/stream.ts";
import { createSearch, imbalance } from "../../../src/search/index.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import { randomParams } from "../../../src/search/space/configuration.ts";
import { readSpace, type Space } from "../../../src/search/space/space.ts";

const names = ["loss", "focal_gamma", "label_smoothing", "augmentation", "sampler", "learning_rate"];

describe("the preset of imbalanced classification", () => {
  it("stands for a list with ranges, conditions and priors", () => {
    const space = read({ preset: "imbalance" });
    expect(space.map(({ name }) => name)).toEqual(names);
    expect(space).toEqual(read(imbalance));
    expect(of(space, "focal_gamma")).toEqual({
      name: "focal_gamma",
      type: "float",
      min: 0.5,
      max: 5,
      scale: "linear",
      step: null,
      when: { loss: ["focal"] },
      prior: { center: 2, confidence: "medium" },
    });
  });

  it("is what the bundled trainer understands", () => {
    const axes = axesOf(read({ preset: "imbalance" }));
    for (let trial = 0; trial < 50; trial++) {
      const params = randomParams(axes, stream(1, trial));
      expect(readParams(params, "mlp")).toMatchObject(params);
    }
  });

  it("is changed field by field", () => {
    const space = read({ preset: "imbalance", learning_rate: { max: 0.01 } });
    expect(of(space, "learning_rate")).toMatchObject({ min: 1e-4, max: 0.01, scale: "log", prior: { center: 1e-3 } });
    expect(space.map(({ name }) => name)).toEqual(names);
  });

  it("loses a prior whose centre the document rules out, and one that it takes away", () => {
    const space = read({ preset: "imbalance", learning_rate: { min: 0.002 }, label_smoothing: { prior: null } });
    expect(of(space, "learning_rate")).not.toHaveProperty("prior");
    expect(of(space, "label_smoothing")).not.toHaveProperty("prior");
  });

  it("gives way to a parameter with a type of its own, in the same place", () => {
    const space = read({ preset: "imbalance", augmentation: { type: "categorical", values: ["none", "strong"] } });
    expect(space[3]).toEqual({ name: "augmentation", type: "categorical", values: ["none", "strong"], when: {} });
  });

  it("leaves out what is false, keeps what is empty, and takes more parameters behind its own", () => {
    const more = { focal_gamma: false, sampler: null, dropout: { type: "float", min: 0, max: 0.5 } };
    const space = read({ preset: "imbalance", ...more });
    expect(space.map(({ name }) => name)).toEqual([...names.filter((name) => name !== "focal_gamma"), "dropout"]);
  });

  it.each<[string, object, string]>([
    ["another name", { preset: "balance" }, 'p.preset: "balance" must be "imbalance"'],
    [
      "no preset",
      { dropout: {} },
      'p: {"dropout":{}} must be a list of 1 to 64 parameters, or a preset: { preset: imbalance }; as a list: [{ name: dropout, type: float, min: ..., max: ... }]',
    ],
    [
      "a range that is none",
      { preset: "imbalance", learning_rate: { max: 1e-5 } },
      "p.learning_rate.min: 0.0001 must be less than max, which is 0.00001",
    ],
    [
      "a text for a number",
      { preset: "imbalance", learning_rate: { max: "0.01" } },
      'p.learning_rate.max: "0.01" is a text; remove the quotes to make it a number',
    ],
    [
      "an unknown field",
      { preset: "imbalance", loss: { choices: ["focal"] } },
      "p.loss.choices: unknown key; known here: name, type, when, values, prior; here it is values",
    ],
    [
      "a prior of the document out of range",
      { preset: "imbalance", learning_rate: { prior: { center: 1 } } },
      "p.learning_rate.prior.center: 1 must lie in [0.0001, 0.03]",
    ],
    [
      "a new parameter without a type",
      { preset: "imbalance", dropout: { min: 0, max: 1 } },
      'p.dropout.type: is missing; it must be "float", "int" or "categorical"',
    ],
    [
      "a value alone",
      { preset: "imbalance", loss: "focal" },
      'p.loss: "focal" must be an object, or false to leave it out',
    ],
    [
      "a new parameter that is false",
      { preset: "imbalance", dropout: false },
      "p.dropout: false must be an object with a type",
    ],
    [
      "a name inside",
      { preset: "imbalance", loss: { name: "criterion" } },
      'p.loss.name: "criterion" cannot stand here: the key is the name',
    ],
    [
      "a condition on what was left out",
      { preset: "imbalance", loss: false },
      "p.focal_gamma.when.loss: is not a parameter of this sweep",
    ],
    [
      "a condition on a value that was taken away",
      { preset: "imbalance", loss: { values: ["cross_entropy", "ldam"] } },
      'p.focal_gamma.when.loss[0]: "focal" must be one of ["cross_entropy","ldam"]',
    ],
  ])("is refused with %s", (_what, raw, message) => {
    const mistakes: Mistake[] = [];
    readSpace(raw, "p", mistakes);
    expect(invalid(mistakes).message).toBe(message);
  });

  it("is refused with all mistakes at once, and with none that only follows from another", () => {
    const mistakes: Mistake[] = [];
    readSpace(
      { preset: "imbalance", loss: "focal", sampler: { values: [] }, learning_rate: { min: 0 } },
      "p",
      mistakes,
    );
    expect(mistakes.map(({ path }) => path)).toEqual(["p.loss", "p.sampler.values", "p.learning_rate.min"]);
  });

  it("is a part of a program's space, with its types", () => {
    const space = [...imbalance, { name: "dropout", type: "float", min: 0, max: 0.5 }] as const;
    const asked = createSearch({ space, sampler: { name: "random" } }).ask();
    type Params = NonNullable<typeof asked>["params"];
    expectTypeOf<Params["sampler"]>().toEqualTypeOf<"shuffle" | "weighted" | "balanced">();
    expectTypeOf<Params["focal_gamma"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Params["dropout"]>().toEqualTypeOf<number>();
    expect(asked?.params.dropout).toBeLessThanOrEqual(0.5);
  });
});

function read(raw: unknown): Space {
  const mistakes: Mistake[] = [];
  const space = readSpace(raw, "p", mistakes);
  expect(mistakes).toEqual([]);
  return space;
}

function of(space: Space, name: string) {
  return space.find((parameter) => parameter.name === name);
}
