import { describe, expect, it } from "vitest";
import { optimize } from "../../../src/search/index.ts";
import { branin } from "../functions.ts";

const space = [{ name: "x", type: "int", min: 0, max: 9 }] as const;
const grid = { name: "grid" } as const;

describe("optimize", () => {
  it("finds the minimum of Branin's function", async () => {
    const { best, trials } = await optimize({
      space: [
        { name: "x0", type: "float", min: -5, max: 10 },
        { name: "x1", type: "float", min: 0, max: 15 },
      ],
      direction: "minimize",
      objective: async ({ params }) => branin.evaluate(params),
      trials: 120,
      seed: 1,
    });
    expect(trials).toHaveLength(120);
    // The minimum is 0.397887. The best of 120 random points is below 0.45 once in eight searches.
    expect(best?.value).toBeLessThan(0.45);
  });

  it("ends when the sampler has nothing left, also before all trials have had their run", async () => {
    const { best, trials } = await optimize({
      space,
      sampler: grid,
      objective: ({ params }) => (params.x - 4) ** 2,
      direction: "minimize",
      trials: 99,
    });
    expect(trials).toHaveLength(10);
    expect(best).toEqual({ trial: 4, params: { x: 4 }, value: 0, violation: 0 });
  });

  it("runs as many objectives at once as it may", async () => {
    let running = 0;
    let most = 0;
    const { trials } = await optimize({
      space,
      sampler: grid,
      objective: async ({ params }) => {
        most = Math.max(most, ++running);
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        running--;
        return params.x;
      },
      trials: 7,
      parallel: 3,
    });
    expect(most).toBe(3);
    expect(trials.map(({ state }) => state)).toEqual(new Array(7).fill("completed"));
  });

  it("aborts a pruned trial and ignores what it says then, also when it throws", async () => {
    const aborted: unknown[] = [];
    const { trials, best } = await optimize({
      space,
      sampler: grid,
      steps: 3,
      pruner: { name: "threshold", bounds: [{ step: 1, lower: 2, upper: null }] },
      objective: ({ params, report, signal }) => {
        report(1, params.x);
        if (signal.aborted) aborted.push(signal.reason);
        if (params.x === 0) signal.throwIfAborted();
        return 10 - params.x;
      },
      trials: 4,
    });
    expect(aborted).toEqual(["step 1: 0.000, must be at least 2", "step 1: 1.000, must be at least 2"]);
    expect(trials.map(({ state }) => state)).toEqual(["pruned", "pruned", "completed", "completed"]);
    expect(best).toEqual({ trial: 2, params: { x: 2 }, value: 8, violation: 0 });
  });

  it("finds the best of what meets a constraint", async () => {
    const { best } = await optimize({
      space: [{ name: "x", type: "float", min: 0, max: 1 }],
      trials: 40,
      objective: ({ params: { x } }) => ({ value: x, violation: Math.max(0, x - 0.5) }),
    });
    expect(best!.violation).toBe(0);
    expect(best!.value).toBeGreaterThan(0.49);
    expect(best!.value).toBeLessThanOrEqual(0.5);
  });

  it("stops when its signal does, with what was found until then", async () => {
    const stop = new AbortController();
    const { trials, best } = await optimize({
      space,
      sampler: grid,
      objective: ({ params }) => {
        if (params.x === 2) stop.abort();
        return params.x;
      },
      trials: 10,
      signal: stop.signal,
    });
    expect(trials.map(({ state }) => state)).toEqual(["completed", "completed", "cancelled"]);
    expect(best?.value).toBe(1);
  });

  it("goes on after a value that is not finite", async () => {
    const { trials, best } = await optimize({
      space,
      sampler: grid,
      objective: ({ params }) => (params.x === 0 ? Number.NaN : params.x),
      trials: 2,
    });
    expect(trials.map(({ state }) => state)).toEqual(["failed", "completed"]);
    expect(best?.value).toBe(1);
  });

  it("is rejected with what an objective throws, after the others have ended", async () => {
    const ended: number[] = [];
    const search = optimize({
      space,
      sampler: grid,
      objective: async ({ params, signal }) => {
        if (params.x === 1) throw new Error("no such file");
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        ended.push(params.x);
        return 1;
      },
      trials: 10,
      parallel: 3,
    });
    await expect(search).rejects.toThrow("no such file");
    expect(ended).toEqual([0, 2]);
  });

  it.each([
    [{ trials: 0 }, "options.trials: 0 must be a whole number of at least 1"],
    [{ trials: 1, parallel: 0 }, "options.parallel: 0 must be a whole number of at least 1"],
  ])("refuses %j", async (counts, message) => {
    await expect(optimize({ space, objective: () => 1, ...counts })).rejects.toThrow(message);
  });
});
