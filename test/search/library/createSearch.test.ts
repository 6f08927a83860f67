import { describe, expect, expectTypeOf, it } from "vitest";
import { createSearch, type DeclaredParameter, type ParamsOf, type SearchOptions } from "../../../src/search/index.ts";

const space = [
  { name: "loss", type: "categorical", values: ["cross_entropy", "focal"] },
  { name: "gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
  { name: "layers", type: "int", min: 1, max: 4 },
] as const;

describe("the params of a search", () => {
  it("have the types that the space declares", () => {
    const asked = createSearch({
      space: [
        { name: "loss", type: "categorical", values: ["cross_entropy", "focal"] },
        { name: "gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
        { name: "nesterov", type: "categorical", values: [true, false] },
      ],
    }).ask();
    type Params = NonNullable<typeof asked>["params"];
    expectTypeOf<Params["loss"]>().toEqualTypeOf<"cross_entropy" | "focal">();
    expectTypeOf<Params["gamma"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Params["nesterov"]>().toEqualTypeOf<boolean>();
    expectTypeOf<keyof Params>().toEqualTypeOf<"loss" | "gamma" | "nesterov">();
  });

  it("are values by name where the space is known at run time only", () => {
    expectTypeOf<ParamsOf<DeclaredParameter[]>>().toEqualTypeOf<{
      readonly [name: string]: number | string | boolean;
    }>();
  });
});

describe("a search", () => {
  it("asks for trials that run side by side, numbered from 0, each with its reason", () => {
    const search = createSearch({ space, sampler: { name: "random" } });
    const asked = [search.ask(), search.ask(), search.ask()];
    expect(asked.map((each) => [each?.trial, each?.why])).toEqual([0, 1, 2].map((trial) => [trial, "random"]));
    expect(search.trials.map(({ state }) => state)).toEqual(["running", "running", "running"]);
  });

  it("knows the best completed trial, in both directions, and the first of equals", () => {
    for (const [direction, best] of [
      ["maximize", { trial: 1, value: 0.7 }],
      ["minimize", { trial: 0, value: 0.2 }],
    ] as const) {
      const search = createSearch({ space, direction });
      expect(search.best()).toBeNull();
      for (const value of [0.2, 0.7, 0.7, Number.NaN]) search.tell(askTrial(search), value);
      search.tell(askTrial(search), "failed");
      expect(search.best()).toEqual({ ...best, violation: 0, params: search.trials[best.trial].params });
      expect(search.trials.map(({ state }) => state).slice(2)).toEqual(["completed", "failed", "failed"]);
    }
  });

  it("knows the best by the last third of the steps, not by a lucky last one", () => {
    const search = createSearch({ space, steps: 6, pruner: { name: "none" } });
    for (const curve of [
      [0.5, 0.5, 0.5, 0.5, 0.5, 0.9],
      [0.1, 0.2, 0.3, 0.5, 0.8, 0.8],
    ]) {
      const trial = askTrial(search);
      for (const [index, value] of curve.slice(0, -1).entries()) search.report(trial, index + 1, value);
      search.tell(trial, curve[5]);
    }
    expect(search.best()).toMatchObject({ trial: 1, value: 0.8 });
  });

  it("keeps the error of a value that was reported at the last step before it was told", () => {
    const search = createSearch({ space, steps: 2, pruner: { name: "none" }, budget: { epochs: 4 } });
    const trial = askTrial(search);
    search.report(trial, 1, 0.4, 0.03);
    search.report(trial, 2, 0.5, 0.02);
    search.tell(trial, 0.5);
    expect(search.trials[0]).toMatchObject({ state: "completed", steps: [1, 2], errors: [0.03, 0.02] });
  });

  it("prefers what meets the constraints, then the nearest, then the value", () => {
    const search = createSearch({ space });
    for (const outcome of [
      { value: 0.9, violation: 0.3 },
      { value: 0.8, violation: 0.1 },
      { value: 0.7, violation: 0.1 },
    ]) {
      search.tell(askTrial(search), outcome);
    }
    expect(search.best()).toMatchObject({ trial: 1, value: 0.8, violation: 0.1 });
    search.tell(askTrial(search), 0.2);
    expect(search.best()).toMatchObject({ trial: 3, value: 0.2, violation: 0 });
  });

  it("keeps the violation of a value that was reported at the last step before it was told", () => {
    const search = createSearch({ space, steps: 2, pruner: { name: "none" } });
    const trial = askTrial(search);
    search.report(trial, 2, 0.5, 0.02, 0.1);
    search.tell(trial, 0.5);
    expect(search.trials[0]).toMatchObject({ state: "completed", errors: [0.02], violations: [0.1] });
  });

  it.each([-0.1, Number.NaN, Number.POSITIVE_INFINITY])("refuses a violation of %f", (violation) => {
    const search = createSearch({ space, steps: 2 });
    const trial = askTrial(search);
    const message = `trial 0: violation: ${violation} must be a finite number of at least 0`;
    expect(() => search.report(trial, 1, 0.5, undefined, violation)).toThrow(message);
    expect(() => search.tell(trial, { value: 0.5, violation })).toThrow(message);
    expect(search.trials[0].state).toBe("running");
  });

  it("has no best trial in one that still runs, whatever it reported", () => {
    const search = createSearch({ space, steps: 2, pruner: { name: "none" } });
    search.tell(askTrial(search), 0.4);
    search.report(askTrial(search), 2, 0.9);
    expect(search.best()).toMatchObject({ trial: 0, value: 0.4 });
  });

  it("prunes a trial by its reports, and takes nothing more of it", () => {
    const search = createSearch({ space, steps: 9, pruner: { name: "asha", reductionFactor: 2 } });
    for (const value of [0.9, 0.8]) search.report(askTrial(search), 1, value);
    const trial = askTrial(search);
    expect(search.report(trial, 1, 0.1, 0.02)).toEqual({
      kind: "prune",
      reason: "rung 1: 0.100 ± 0.020, cut 0.900, rank 3 of 3",
    });
    expect(() => search.report(trial, 2, 0.9)).toThrow("trial 2 is pruned already");
    expect(() => search.tell(trial, 0.9)).toThrow("trial 2 is pruned already");
  });

  it("gives the same trials again for the same seed and answers, and others for another seed", () => {
    const walk = (seed: number) => {
      const search = createSearch({ space, seed, sampler: { name: "tpe", startupTrials: 5 } });
      for (let trial = 0; trial < 12; trial++) search.tell(askTrial(search), search.trials[trial].params.layers);
      return search.trials.map(({ params }) => params);
    };
    expect(walk(7)).toEqual(walk(7));
    expect(walk(8)).not.toEqual(walk(7));
  });

  it("has no more to ask for when a grid is used up", () => {
    const search = createSearch({ space, sampler: { name: "grid", points: 2 } });
    const asked = Array.from({ length: 13 }, () => search.ask()?.trial ?? null);
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, null]);
  });

  it.each([
    [0, "trial 0: step: 0 must be a whole number from 4 to 9"],
    [3, "trial 0: step: 3 must be a whole number from 4 to 9"],
    [4.5, "trial 0: step: 4.5 must be a whole number from 4 to 9"],
    [10, "trial 0: step: 10 must be a whole number from 4 to 9"],
  ])("refuses a report for step %f after step 3", (step, message) => {
    const search = createSearch({ space, steps: 9 });
    const trial = askTrial(search);
    search.report(trial, 3, 0.5);
    expect(() => search.report(trial, step, 0.5)).toThrow(message);
  });

  it("refuses a trial that nobody asked for", () => {
    expect(() => createSearch({ space }).tell(0, 1)).toThrow("trial 0 has not been asked for");
  });

  it("refuses wrong options, all mistakes at once", () => {
    const wrong = { space: [{ name: "x", type: "float", min: 1, max: 0 }], seed: -1, epochs: 3 } as const;
    expect(() =>
      createSearch(wrong as SearchOptions<typeof wrong.space>),
    ).toThrow(`options.space[0].min: 1 must be less than max, which is 0
options.seed: -1 must be a whole number of at least 0
options.epochs: unknown key; known here: space, direction, steps, seed, budget, enqueue, sampler, pruner`);
  });
});

function askTrial(search: { ask(): { trial: number } | null }): number {
  return search.ask()?.trial ?? -1;
}
