import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { History } from "../../../src/search/history/history.ts";
import { createSampler, type SamplerSpec, suggestNow } from "../../../src/search/samplers/index.ts";
import type { Params, ParamValue } from "../../../src/search/space/parameter.ts";
import type { Space } from "../../../src/search/space/space.ts";
import { hartmann6, imb, type TestFunction } from "../functions.ts";

const random: SamplerSpec = { name: "random", seed: 0 };
const sobol: SamplerSpec = { name: "sobol", seed: 0 };
const tpe: SamplerSpec = { name: "tpe", seed: 0, randomShare: 1 / 3, startupTrials: 10, candidates: 24 };

// Near the optimum of hartmann6, but not on it, and the corner farthest from it.
const near = { x0: 0.25, x1: 0.1, x2: 0.5, x3: 0.3, x4: 0.35, x5: 0.6 };
const far = { x0: 1, x1: 1, x2: 0, x3: 1, x4: 1, x5: 0 };

describe("a space without priors", () => {
  // Learning rates of four trials of 40, as they were before there were priors.
  it.each([
    [random, [0.01931335437890342, 0.012234354901304853, 0.005285561199772063, 0.0038916072522900847]],
    [sobol, [0.0016236906852982276, 0.023410915154496444, 0.0012719254621012491, 0.003695433435290297]],
    [tpe, [0.01931335437890342, 0.00013414786875788257, 0.001464292213113199, 0.004505585165039074]],
  ])("is searched as before, bit for bit (%j)", (spec, rates) => {
    const { trials } = minimized(spec, imb, imb.space, 5, 40);
    expect([0, 20, 38, 39].map((trial) => trials[trial].params.lr)).toEqual(rates);
  });
});

describe.each([random, tpe])("with priors, $name", (spec) => {
  // Mean best of 20 seeds; hartmann6's minimum is -3.32, and all that the margins are wide for is a change of the random numbers.
  it("is far ahead after 25 trials where they are right, and hardly behind after 100 where they are wrong", () => {
    const early = (centers: Params) => meanBest(spec, hartmann6, centers, 25);
    expect(early(near)).toBeLessThan(early({}) - 0.25);
    const late = (centers: Params) => meanBest(spec, hartmann6, centers, 100);
    expect(late(far)).toBeLessThan(late({}) + 0.4);
  });

  it("says when a suggestion comes from them, and how often one does", () => {
    const { whys } = minimized(spec, hartmann6, believing(hartmann6.space, near), 1, 12);
    const said = whys.filter((why) => /^random.*; from the prior, as \d+ % of random draws are$/.test(why));
    // Of 10 random draws about 6 or 7 come from the prior.
    expect(said.length).toBeGreaterThanOrEqual(3);
    expect(said.length).toBeLessThan(12);
  });
});

it("fills in with the Sobol' sequence what priors leave", () => {
  const space = believing(hartmann6.space, near);
  const { whys } = minimized(sobol, hartmann6, space, 1, 60);
  const points = whys.filter((why) => why.startsWith("Sobol point"));
  expect(points).toEqual(points.map((_, index) => `Sobol point ${index + 1}`));
  expect(whys.filter((why) => why.startsWith("Sobol; from the prior"))).toHaveLength(60 - points.length);
  expect(points.length).toBeGreaterThan(5);
  expect(points.length).toBeLessThan(40);
});

function believing(space: Space, centers: Readonly<Record<string, ParamValue>>): Space {
  return space.map((parameter) => {
    const center = centers[parameter.name];
    return center === undefined ? parameter : { ...parameter, prior: { center, confidence: "medium" } };
  });
}

function meanBest(spec: SamplerSpec, fun: TestFunction, centers: Params, trials: number): number {
  const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
  const space = believing(fun.space, centers);
  return seeds.reduce((sum, seed) => sum + minimized(spec, fun, space, seed, trials).best, 0) / seeds.length;
}

function minimized(spec: SamplerSpec, fun: TestFunction, space: Space, seed: number, count: number) {
  const history = new History({ space, direction: "minimize", maxStep: 1, rungs: [] });
  const sampler = createSampler(spec, space);
  const whys: string[] = [];
  for (let trial = 0; trial < count; trial++) {
    const suggestion = suggestNow(sampler, history, stream(seed, trial));
    if (suggestion.kind === "exhausted") throw new Error(suggestion.reason);
    whys.push(suggestion.why);
    history.add(suggestion.params, suggestion);
    history.report(trial, 1, fun.evaluate(suggestion.params), null);
    history.setState(trial, "completed");
  }
  return { best: history.ranking(1).loss(0), trials: history.trials, whys };
}
