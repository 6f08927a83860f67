import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { History } from "../../../src/search/history/history.ts";
import { createSampler, type SamplerSpec, suggestNow } from "../../../src/search/samplers/index.ts";

// What every sampler with a model owes a sweep with constraints: it looks for the best value where they hold.

const space = [{ type: "float", name: "x", min: 0, max: 1, scale: "linear", step: null, when: {} }] as const;
const specs: SamplerSpec[] = [
  { name: "tpe", seed: 0, randomShare: 0, startupTrials: 5, candidates: 24 },
  { name: "gp", seed: 0, randomShare: 0, startupTrials: 5 },
];

// Trials all over the space with the value x; `violation` of x is by how much each misses the constraints.
function proposals(spec: SamplerSpec, violation: (x: number) => number): number[] {
  const history = new History({ space, direction: "maximize", maxStep: 1, rungs: [] });
  for (let trial = 0; trial < 40; trial++) {
    const x = ((trial * 17) % 40) / 40;
    history.add({ x });
    history.report(trial, 1, x, null, violation(x));
    history.setState(trial, "completed");
  }
  return Array.from({ length: 50 }, (_, seed) => {
    const suggestion = suggestNow(createSampler(spec, space), history, stream(seed));
    return suggestion.kind === "params" ? Number(suggestion.params.x) : Number.NaN;
  });
}

const shareIn = (xs: readonly number[], low: number, high: number) =>
  xs.filter((x) => x >= low && x <= high).length / xs.length;

describe.each(specs)("sampler $name", (spec) => {
  it("goes where the values are best without constraints", () => {
    expect(
      shareIn(
        proposals(spec, () => 0),
        0.8,
        1,
      ),
    ).toBeGreaterThan(0.8);
  });

  it("goes where the values are best of those that meet the constraints", () => {
    expect(
      shareIn(
        proposals(spec, (x) => Math.max(0, x - 0.5)),
        0.3,
        0.6,
      ),
    ).toBeGreaterThan(0.8);
  });

  it("goes where they come nearest while none meets them, whatever the values", () => {
    expect(
      shareIn(
        proposals(spec, (x) => 0.1 + x),
        0,
        0.2,
      ),
    ).toBeGreaterThan(0.8);
  });
});
