import { describe, expect, it } from "vitest";
import { invalid, type Mistake } from "../../../src/error.ts";
import { readSampler } from "../../../src/search/samplers/index.ts";
import type { Space } from "../../../src/search/space/space.ts";

const finite: Space = [{ type: "int", name: "layers", min: 1, max: 4, scale: "linear", step: 1, when: {} }];
const endless: Space = [
  ...finite,
  { type: "float", name: "rate", min: 0, max: 1, scale: "linear", step: null, when: {} },
];

describe("the sampler of a document", () => {
  it.each([
    [undefined, { name: "auto", seed: 0 }],
    [{ name: "tpe" }, { name: "tpe", seed: 0, randomShare: 1 / 3, startupTrials: 10, candidates: 24 }],
    [{ name: "gp" }, { name: "gp", seed: 0, randomShare: 0.2, startupTrials: 10 }],
    [
      { name: "tpe", seed: 7, randomShare: 0 },
      { name: "tpe", seed: 7, randomShare: 0, startupTrials: 10, candidates: 24 },
    ],
    [
      { name: "random", seed: 3 },
      { name: "random", seed: 3 },
    ],
    [
      { name: "sobol", seed: 3 },
      { name: "sobol", seed: 3 },
    ],
    [
      { name: "grid", points: 5 },
      { name: "grid", seed: 0, points: 5 },
    ],
  ])("%j is read with its defaults", (raw, spec) => {
    expect(read(raw, endless)).toEqual({ spec, mistakes: [] });
  });

  it("may be a grid without points when every parameter has finitely many values", () => {
    expect(read({ name: "grid" }, finite)).toEqual({ spec: { name: "grid", seed: 0, points: null }, mistakes: [] });
  });

  it.each([
    [
      { name: "bayes" },
      'p.name: "bayes" must be "auto" or "gp" or "grid" or "random" or "sobol" or "tpe"; did you mean gp?',
    ],
    [{ name: "random", seed: -1 }, "p.seed: -1 must be a whole number of at least 0"],
    [{ name: "random", seed: 0.5 }, "p.seed: 0.5 must be a whole number of at least 0"],
    [{ name: "random", candidates: 3 }, "p.candidates: unknown key; known here: name, seed"],
    [{ name: "tpe", randomShare: 1.5 }, "p.randomShare: 1.5 must be a number from 0 to 1"],
    [{ name: "tpe", randomShare: Number.NaN }, "p.randomShare: NaN must be a number from 0 to 1"],
    [{ name: "tpe", startupTrials: 0 }, "p.startupTrials: 0 must be a whole number of at least 1"],
    [{ name: "grid" }, "p.points: is missing; rate is a float without a step, so the grid needs a number of points"],
    [{ name: "grid", points: 1 }, "p.points: 1 must be a whole number from 2 to 10000"],
    [["tpe"], 'p: ["tpe"] must be an object'],
  ])("%j is refused", (raw, message) => {
    expect(invalid(read(raw, endless).mistakes).message).toBe(message);
  });
});

function read(raw: unknown, space: Space) {
  const mistakes: Mistake[] = [];
  return { spec: readSampler(raw, space, "p", mistakes), mistakes };
}
