import { describe, expect, expectTypeOf, it } from "vitest";
import { invalid, type Mistake } from "../../../src/error.ts";
import { stream } from "../../../src/search/chance/stream.ts";
import { History } from "../../../src/search/history/history.ts";
import { createSearch, optimize } from "../../../src/search/index.ts";
import { enqueueFirst, readEnqueue } from "../../../src/search/samplers/enqueue.ts";
import { createSampler, type Suggestion, suggestNow } from "../../../src/search/samplers/index.ts";
import type { Params, Space } from "../../../src/search/space/space.ts";

const space: Space = [
  { type: "categorical", name: "loss", values: ["ce", "focal"], when: {} },
  { type: "float", name: "gamma", min: 0.5, max: 5, scale: "linear", step: null, when: { loss: ["focal"] } },
  { type: "int", name: "layers", min: 1, max: 4, scale: "linear", step: 1, when: {} },
];
const first = { loss: "focal", gamma: 2, layers: 3 };
const queue: Params[] = [first, { loss: "focal" }, { loss: "ce", layers: 4 }];
const random = createSampler({ name: "random", seed: 0 }, space);

describe("enqueued configurations", () => {
  it("come first and in order, what they leave out is drawn, and then the sampler is asked", () => {
    const { trials, whys } = walk(5);
    expect(trials.map(({ params }) => params).slice(0, 3)).toEqual([
      first,
      { loss: "focal", gamma: expect.any(Number), layers: expect.any(Number) },
      { loss: "ce", layers: 4 },
    ]);
    expect(whys).toEqual([
      "enqueued 1 of 3",
      "enqueued 2 of 3, drawn at random: gamma, layers",
      "enqueued 3 of 3",
      "random",
      "random",
    ]);
  });

  it("are not repeated by a sampler that knows the history only", () => {
    const { history } = walk(2);
    const restarted = enqueueFirst(queue, random, space);
    expect(suggestNow(restarted, history, stream(7, 2))).toMatchObject({ params: { loss: "ce", layers: 4 } });
    expect(suggestNow(enqueueFirst(queue, random, space), walk(3).history, stream(7, 3))).toEqual(
      suggestNow(random, walk(3).history, stream(7, 3)),
    );
  });

  it("wait behind no replicate", () => {
    const { history } = walk(1);
    history.add(first, { replicateOf: 0 });
    expect(suggestNow(enqueueFirst(queue, random, space), history, stream(7, 2))).toMatchObject({
      why: "enqueued 2 of 3, drawn at random: gamma, layers",
    });
  });

  it("are completed by what no trial has had, as long as there is something", () => {
    const finite = space.filter(({ name }) => name !== "gamma");
    const sampler = enqueueFirst([{ loss: "ce" }, { loss: "ce" }, { loss: "ce" }, { loss: "ce" }], random, finite);
    const history = new History({ space: finite, direction: "maximize", maxStep: 1, rungs: [] });
    for (let trial = 0; trial < 4; trial++) history.add(paramsOf(suggestNow(sampler, history, stream(2, trial))));
    expect(history.trials.map(({ params }) => params.layers).toSorted()).toEqual([1, 2, 3, 4]);
  });

  it("are completed by the priors", () => {
    const prior = { center: 2, confidence: "high" } as const;
    const believed = space.map((parameter) => (parameter.name === "gamma" ? { ...parameter, prior } : parameter));
    const sampler = enqueueFirst([{ loss: "focal" }], random, believed);
    const empty = new History({ space: believed, direction: "maximize", maxStep: 1, rungs: [] });
    const gammas = Array.from({ length: 200 }, (_, seed) =>
      Number(paramsOf(suggestNow(sampler, empty, stream(seed))).gamma),
    );
    // Uniform ones would lie this near in two cases of five.
    expect(gammas.filter((gamma) => Math.abs(gamma - 2) < 0.9).length).toBeGreaterThan(170);
  });

  it.each<[string, unknown, string]>([
    ["no list", first, 'p: {"loss":"focal","gamma":2,"layers":3} must be a list of configurations'],
    ["more than there are trials", [{}, {}, {}, {}, {}], "p: must have at most 4, one a trial of the budget, not 5"],
    ["something that is no configuration", [first, "focal"], 'p[1]: "focal" must be an object of parameter: value'],
    [
      "an unknown parameter",
      [first, { los: "ce" }],
      'p[1].los: "ce" is not a parameter of this sweep; did you mean loss?',
    ],
    ["a value out of range", [{ loss: "focal", gamma: 9 }], "p[0].gamma: 9 must lie in [0.5, 5]"],
    ["a choice that is none", [{ loss: "dice" }], 'p[0].loss: "dice" must be one of ["ce","focal"]'],
    [
      "a parameter that is not active",
      [{ loss: "ce", gamma: 2 }],
      'p[0].gamma: 2 exists only with loss: ["focal"], which must be given too',
    ],
    [
      "a child without its parent",
      [{ gamma: 2 }],
      'p[0].gamma: 2 exists only with loss: ["focal"], which must be given too',
    ],
  ])("are refused with %s", (_what, raw, message) => {
    const mistakes: Mistake[] = [];
    readEnqueue(raw, { space, trials: 4 }, "p", mistakes);
    expect(invalid(mistakes).message).toBe(message);
  });

  it("are a thousand at most", () => {
    const mistakes: Mistake[] = [];
    readEnqueue(new Array(1_001).fill({}), { space, trials: null }, "p", mistakes);
    expect(invalid(mistakes).message).toBe("p: must have at most 1000 configurations, not 1001");
  });
});

describe("a search with enqueued configurations", () => {
  const declared = [
    { name: "loss", type: "categorical", values: ["ce", "focal"] },
    { name: "gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
  ] as const;

  it("asks for them first, typed by the space", async () => {
    const enqueue = [{ loss: "focal", gamma: 2 }, { loss: "ce" }] as const;
    const search = createSearch({ space: declared, enqueue });
    expect([search.ask(), search.ask()].map((asked) => asked?.params)).toEqual(enqueue);
    const { trials } = await optimize({ space: declared, enqueue, trials: 2, objective: () => 1 });
    expect(trials.map(({ params }) => params)).toEqual(enqueue);
    type Enqueued = NonNullable<Parameters<typeof createSearch<typeof declared>>[0]["enqueue"]>[number];
    expectTypeOf<Enqueued["loss"]>().toEqualTypeOf<"ce" | "focal" | undefined>();
  });

  it("refuses more of them than it has trials", async () => {
    const objective = () => 1;
    const enqueue = [{ loss: "ce" }, { loss: "focal" }] as const;
    await expect(optimize({ space: declared, enqueue, trials: 1, objective })).rejects.toThrow(
      "options.enqueue: must have at most 1, one a trial of the budget, not 2",
    );
  });
});

function walk(trials: number) {
  const history = new History({ space, direction: "maximize", maxStep: 1, rungs: [] });
  const sampler = enqueueFirst(queue, random, space);
  const whys: string[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const suggestion = suggestNow(sampler, history, stream(7, trial));
    history.add(paramsOf(suggestion));
    whys.push(suggestion.kind === "params" ? suggestion.why : suggestion.reason);
  }
  return { history, trials: history.trials, whys };
}

function paramsOf(suggestion: Suggestion): Params {
  if (suggestion.kind === "exhausted") throw new Error(suggestion.reason);
  return suggestion.params;
}
