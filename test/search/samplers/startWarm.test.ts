import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { History } from "../../../src/search/history/history.ts";
import { createSampler, type Sampler, suggestNow } from "../../../src/search/samplers/index.ts";
import { type Earlier, startWarm } from "../../../src/search/samplers/startWarm.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import { randomParams } from "../../../src/search/space/configuration.ts";
import type { Params, Space } from "../../../src/search/space/parameter.ts";
import { checkParams } from "../../../src/search/space/space.ts";
import { imb } from "../functions.ts";

const space: Space = [
  { type: "categorical", name: "loss", values: ["ce", "focal"], when: {} },
  { type: "float", name: "gamma", min: 0.5, max: 5, scale: "linear", step: null, when: { loss: ["focal"] } },
  { type: "float", name: "rate", min: 0, max: 1, scale: "linear", step: null, when: {} },
];

const own = createSampler({ name: "random", seed: 0 }, space);

const earlier = (count: number, params: Params = { loss: "focal", gamma: 2 }): Earlier[] =>
  Array.from({ length: count }, (_, index) => ({
    sweep: "monday",
    trial: 40 + index,
    value: 0.7312,
    params: { ...params, rate: index / 100 },
  }));

interface Told {
  readonly params: Params;
  readonly why: string;
}

function ask(sampler: Sampler, history: History): Told {
  const suggestion = suggestNow(sampler, history, stream(7, history.trials.length));
  if (suggestion.kind === "exhausted") throw new Error(suggestion.reason);
  return suggestion;
}

function open(): History {
  return new History({ space, direction: "maximize", maxStep: 9, rungs: [1, 3] });
}

/** Asks so many times; each trial then has its curve, of values at the steps 1, 3 and 9, and is pruned there. */
function play(sampler: Sampler, history: History, count: number, curveOf: (told: Told) => readonly number[]): Told[] {
  return Array.from({ length: count }, () => {
    const told = ask(sampler, history);
    const trial = history.add(told.params);
    curveOf(told).forEach((value, index) => {
      history.report(trial, [1, 3, 9][index], value, null);
    });
    history.setState(trial, "pruned");
    return told;
  });
}

const isTheirs = ({ why }: Told) => why.startsWith("from trial");

describe("a warm start", () => {
  it("proposes earlier configurations in turns with those of the sampler, and says where they come from", () => {
    const history = open();
    const told = play(startWarm(earlier(3), 0, own, space), history, 8, () => []);
    expect(told.map(isTheirs)).toEqual([true, false, true, false, true, false, false, false]);
    expect(told[2]).toMatchObject({
      params: { loss: "focal", gamma: 2, rate: 0.01 },
      why: "from trial 41 of sweep monday, where it reached 0.7312",
    });
    for (const { params } of told) expect(checkParams(space, params, "params")).toEqual([]);
  });

  it("begins after the configurations that run first, and counts no replicate as a turn", () => {
    const history = open();
    const sampler = startWarm(earlier(2), 2, own, space);
    for (const rate of [0.5, 0.6]) history.add({ loss: "ce", rate });
    history.add({ loss: "ce", rate: 0.5 }, { replicateOf: 0 });
    expect(play(sampler, history, 4, () => []).map(isTheirs)).toEqual([true, false, true, false]);
  });

  it("draws at random what an earlier configuration does not say, and leaves out what does not exist in the draw", () => {
    const partial = earlier(1, { gamma: 2 });
    const drawn = Array.from({ length: 20 }, (_, seed) => {
      const suggestion = suggestNow(startWarm(partial, 0, own, space), open(), stream(seed));
      return suggestion.kind === "params" ? suggestion : undefined;
    });
    expect(new Set(drawn.map((told) => JSON.stringify(told?.params)))).toEqual(
      new Set(['{"loss":"ce","rate":0}', '{"loss":"focal","gamma":2,"rate":0}']),
    );
    expect(drawn[0]?.why).toContain("; drawn at random: loss");
  });

  it("leaves a configuration that has had its trial to the sampler", () => {
    const history = open();
    history.add({ loss: "focal", gamma: 2, rate: 0 });
    expect(isTheirs(ask(startWarm(earlier(1), 1, own, space), history))).toBe(false);
  });

  it("gives the same answer for the same history and stream", () => {
    const [one, other] = [open(), open()];
    const curve = () => [0.5];
    expect(play(startWarm(earlier(9), 0, own, space), one, 20, curve)).toEqual(
      play(startWarm(earlier(9), 0, own, space), other, 20, curve),
    );
  });

  it("is the sampler itself where there is nothing to start from", () => {
    expect(startWarm([], 0, own, space)).toBe(own);
  });
});

describe("a warm start that misleads", () => {
  const misled = (told: Told) => (isTheirs(told) ? [0.2] : [0.5]);

  it("is given up after four that own configurations beat", () => {
    const told = play(startWarm(earlier(9), 0, own, space), open(), 18, misled);
    expect(told.map(isTheirs)).toEqual([true, false, true, false, true, false, true, ...new Array(11).fill(false)]);
    expect(told[8].why).toBe("random; earlier sweeps mislead here: theirs lost 16 of 16 comparisons with own ones");
    expect(told[9].why).toBe("random");
  });

  it.each([
    [1, "followed", 9],
    [2, "given up", 4],
  ])("against %i of 4 own configurations that beat it is %s", (better, _what, followed) => {
    let asked = 0;
    const curve = (told: Told) => [isTheirs(told) ? 0.5 : asked++ < better ? 0.9 : 0.1];
    expect(play(startWarm(earlier(9), 0, own, space), open(), 18, curve).filter(isTheirs)).toHaveLength(followed);
  });

  it("is followed to the end while its configurations are no worse than own ones", () => {
    const told = play(startWarm(earlier(9), 0, own, space), open(), 18, (each) => (isTheirs(each) ? [0.5] : [0.2]));
    expect(told.filter(isTheirs)).toHaveLength(9);
  });

  it("is judged at the highest rung that both of a pair have reached, because curves cross", () => {
    const crossing = (told: Told) => (isTheirs(told) ? [0.2, 0.6] : [0.5, 0.4]);
    expect(play(startWarm(earlier(9), 0, own, space), open(), 18, crossing).filter(isTheirs)).toHaveLength(9);
    const stopped = (told: Told) => (isTheirs(told) ? [0.2] : [0.5, 0.1]);
    expect(play(startWarm(earlier(9), 0, own, space), open(), 18, stopped).filter(isTheirs)).toHaveLength(4);
  });

  it("is followed while too few of them have a value to tell", () => {
    const told = play(startWarm(earlier(9), 0, own, space), open(), 18, () => []);
    expect(told.filter(isTheirs)).toHaveLength(9);
  });
});

// Of 200 random configurations the ten with the lowest values of this function, as an earlier sweep would have left them.
function bestTen(evaluate: (params: Params) => number, seed: number): Earlier[] {
  const axes = axesOf(imb.space);
  return Array.from({ length: 200 }, (_, trial): Earlier => {
    const params = randomParams(axes, stream(seed, trial));
    return { sweep: "monday", trial, value: evaluate(params), params };
  })
    .sort((a, b) => a.value - b.value)
    .slice(0, 10);
}

function lowest(from: readonly Earlier[], seed: number, trials: number): number {
  const history = new History({ space: imb.space, direction: "minimize", maxStep: 1, rungs: [] });
  const tpe = createSampler({ name: "tpe", seed, randomShare: 1 / 3, startupTrials: 10, candidates: 24 }, imb.space);
  const sampler = startWarm(from, 0, tpe, imb.space);
  for (let trial = 0; trial < trials; trial++) {
    const suggestion = suggestNow(sampler, history, stream(seed, trial));
    if (suggestion.kind === "exhausted") throw new Error(suggestion.reason);
    history.add(suggestion.params);
    history.report(trial, 1, imb.evaluate(suggestion.params), null);
    history.setState(trial, "completed");
  }
  return history.ranking(1).loss(0);
}

describe("with a warm start", () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  const mean = (from: (seed: number) => readonly Earlier[], trials: number) =>
    seeds.reduce((sum, seed) => sum + lowest(from(seed), seed, trials), 0) / seeds.length;
  const helpful = (seed: number) => bestTen(imb.evaluate, 100 + seed);
  const misleading = (seed: number) => bestTen((params) => -imb.evaluate(params), 100 + seed);

  it("25 trials find what 25 alone do not", () => {
    expect(mean(helpful, 25)).toBeLessThan(mean(() => [], 25) - 0.02);
  });

  it("from the worst configurations little is lost in 50 trials", () => {
    expect(mean(misleading, 50)).toBeLessThan(mean(() => [], 50) + 0.02);
  });
});
