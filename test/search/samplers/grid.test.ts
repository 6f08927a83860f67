import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { History } from "../../../src/search/history/history.ts";
import { createSampler, type Suggestion, suggestNow } from "../../../src/search/samplers/index.ts";
import type { Space } from "../../../src/search/space/space.ts";

const space: Space = [
  { type: "categorical", name: "loss", values: ["ce", "focal"], when: {} },
  { type: "float", name: "gamma", min: 1, max: 4, scale: "log", step: null, when: { loss: ["focal"] } },
];

describe("grid", () => {
  it("goes through its points in order, ends included, and then says that it is exhausted", () => {
    const { history, ask } = open();
    expect([1, 2, 3, 4].map(() => paramsOf(ask()))).toEqual([
      { loss: "ce" },
      { loss: "focal", gamma: 1 },
      { loss: "focal", gamma: 2 },
      { loss: "focal", gamma: 4 },
    ]);
    expect(ask()).toEqual({ kind: "exhausted", reason: "each of the 4 grid points has had its trial" });
    expect(history.trials).toHaveLength(4);
  });

  it("leaves out what has had its trial otherwise", () => {
    const { history, ask } = open();
    history.add({ loss: "focal", gamma: 1 });
    expect([1, 2, 3].map(() => paramsOf(ask()))).toEqual([
      { loss: "ce" },
      { loss: "focal", gamma: 2 },
      { loss: "focal", gamma: 4 },
    ]);
  });
});

function open() {
  const history = new History({ space, direction: "maximize", maxStep: 1, rungs: [] });
  const sampler = createSampler({ name: "grid", seed: 0, points: 3 }, space);
  const ask = () => {
    const suggestion = suggestNow(sampler, history, stream(0, history.trials.length));
    if (suggestion.kind === "params") history.add(suggestion.params);
    return suggestion;
  };
  return { history, ask };
}

function paramsOf(suggestion: Suggestion): unknown {
  return suggestion.kind === "params" ? suggestion.params : suggestion;
}
