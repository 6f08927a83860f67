import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { History } from "../../../src/search/history/history.ts";
import { createSampler, suggestNow } from "../../../src/search/samplers/index.ts";
import { axesOf, toUnit } from "../../../src/search/space/axis.ts";
import type { Params, Space } from "../../../src/search/space/space.ts";

const rates: Space = [
  { type: "float", name: "rate", min: 1e-4, max: 1e-1, scale: "log", step: null, when: {} },
  { type: "float", name: "decay", min: 0, max: 1, scale: "linear", step: null, when: {} },
];
const branches: Space = [
  { type: "categorical", name: "loss", values: ["ce", "focal"], when: {} },
  { type: "float", name: "gamma", min: 0.5, max: 5, scale: "linear", step: null, when: { loss: ["focal"] } },
  { type: "float", name: "rate", min: 1e-4, max: 1e-1, scale: "log", step: null, when: {} },
];

describe("sobol", () => {
  it("puts one of 64 trials into every 64th of every parameter, on its scale", () => {
    const axes = axesOf(rates);
    const trials = suggest(rates, 64, 1);
    for (const axis of axes) {
      const cells = trials.map((params) => Math.floor(toUnit(axis, params[axis.parameter.name] ?? 0) * 64));
      expect(new Set(cells).size).toBe(64);
    }
  });

  it("gives a parameter its dimension on every branch, so that a branch changes nothing for the others", () => {
    const alone = suggest(branches.slice(0, 1).concat({ ...branches[1], when: {} }, branches[2]), 64, 3);
    const together = suggest(branches, 64, 3);
    expect(together.map(({ rate }) => rate)).toEqual(alone.map(({ rate }) => rate));
    expect(together.filter(({ loss }) => loss === "focal")).toHaveLength(32);
  });

  it("says which point of the sequence it is, and passes those that have had their trial", () => {
    const history = open(rates);
    const sampler = createSampler({ name: "sobol", seed: 1 }, rates);
    for (const params of suggest(rates, 3, 1).slice(0, 2)) history.add(params);
    expect(suggestNow(sampler, history, stream(1, 2))).toMatchObject({ kind: "params", why: "Sobol point 3" });
  });

  it("goes elsewhere for another seed", () => {
    expect(suggest(rates, 1, 2)).not.toEqual(suggest(rates, 1, 1));
  });

  it("draws at random when hardly any point is new, and repeats when none is", () => {
    const layers: Space = [{ type: "int", name: "layers", min: 1, max: 200, scale: "linear", step: 1, when: {} }];
    const trials = suggest(layers, 200, 1);
    expect(new Set(trials.map((params) => params.layers)).size).toBe(200);
    const history = open(layers);
    for (const params of trials) history.add(params);
    const suggestion = suggestNow(createSampler({ name: "sobol", seed: 1 }, layers), history, stream(1, 200));
    expect(suggestion).toMatchObject({ why: expect.stringMatching(/^random: .*; a repetition/) });
  });
});

function suggest(space: Space, count: number, seed: number): Params[] {
  const history = open(space);
  const sampler = createSampler({ name: "sobol", seed }, space);
  for (let trial = 0; trial < count; trial++) {
    const suggestion = suggestNow(sampler, history, stream(seed, trial));
    if (suggestion.kind === "params") history.add(suggestion.params);
  }
  return history.trials.map(({ params }) => params);
}

function open(space: Space): History {
  return new History({ space, direction: "maximize", maxStep: 1, rungs: [] });
}
