import { describe, expect, it } from "vitest";
import { createSearch, importance, type KnownTrial } from "../../../src/search/index.ts";

const space = [
  { name: "loss", type: "categorical", values: ["cross_entropy", "focal"] },
  { name: "gamma", type: "float", min: 0, max: 1, when: { loss: ["focal"] } },
  { name: "rate", type: "float", min: 1e-4, max: 1e-1, scale: "log" },
  { name: "idle", type: "int", min: 1, max: 9 },
] as const;

function searched(trials: number) {
  const search = createSearch({
    space,
    steps: 9,
    sampler: { name: "random" },
    pruner: { name: "asha", minResource: 1, reductionFactor: 3 },
  });
  for (let i = 0; i < trials; i++) {
    const { trial, params } = search.ask()!;
    const quality = -((Math.log10(params.rate) + 2.5) ** 2) + (params.gamma ?? 0);
    for (let step = 1; step <= 9 && search.trials[trial]!.state === "running"; step++) {
      search.report(trial, step, quality * (1 - 0.5 ** step));
    }
    if (search.trials[trial]!.state === "running") search.tell(trial, quality);
  }
  return search.trials;
}

describe("importance in the library", () => {
  it("takes the trials of a search as they are, pruned ones too", () => {
    const trials = searched(400);
    const { params, step, source, reason } = importance(space, trials);
    expect(reason).toBeNull();
    expect(source).toMatch(/^fANOVA/);
    // A third of them survives step 1.
    expect(step).toBe(1);
    const [, gamma, rate, idle] = params;
    expect(rate!.importance).toBeGreaterThan(0.5);
    expect(gamma!.interval).not.toBeNull();
    expect(idle!.importance).toBeLessThan(0.05);
    expect(importance(space, trials)).toEqual(importance(space, trials, { steps: 9, seed: 0 }));
  });

  it("takes trials of anywhere, and has a reason where they are few", () => {
    const trials = Array.from({ length: 12 }, (_, i): KnownTrial => {
      return { params: { x: i }, state: "completed", steps: [1], values: [i] };
    });
    expect(importance([{ name: "x", type: "int", min: 0, max: 11 }], trials)).toMatchObject({
      params: [],
      trials: 12,
      reason: "12 trials have a value at step 1, and it takes 30",
    });
    expect(importance(space, []).reason).toMatch(/no trial/);
  });

  it("says what is wrong, all at once", () => {
    const good = { params: { loss: "focal", gamma: 0.5, rate: 0.01, idle: 3 }, state: "completed" };
    const trials = [
      { ...good, steps: [2, 1], values: [0, 0] },
      { ...good, steps: [1], values: [0], state: "done" },
      { ...good, steps: [1], values: [0], params: { ...good.params, rate: 7 } },
      { ...good, steps: [4], values: [0] },
      7,
    ];
    expect(() => importance(space, trials as never, { steps: 3, seed: -1 })).toThrow(
      /trials\[0\].*rise[\s\S]*trials\[1\].*state[\s\S]*trials\[2\]\.params\.rate: 7[\s\S]*trials\[4\][\s\S]*steps: 3[\s\S]*seed: -1/,
    );
    expect(() => importance([] as never, 3 as never)).toThrow(/space[\s\S]*trials: 3/);
  });
});
