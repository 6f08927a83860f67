import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { History } from "../../../src/search/history/history.ts";
import { freshParams } from "../../../src/search/samplers/freshParams.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import { configurations } from "../../../src/search/space/configuration.ts";
import type { Space } from "../../../src/search/space/space.ts";

const space: Space = [
  { type: "categorical", name: "loss", values: ["ce", "focal"], when: {} },
  { type: "int", name: "gamma", min: 1, max: 3, scale: "linear", step: 1, when: { loss: ["focal"] } },
  { type: "categorical", name: "balance", values: [false, true], when: {} },
];

const all = [
  { loss: "ce", balance: false },
  { loss: "ce", balance: true },
  { loss: "focal", gamma: 1, balance: false },
  { loss: "focal", gamma: 1, balance: true },
  { loss: "focal", gamma: 2, balance: false },
  { loss: "focal", gamma: 2, balance: true },
  { loss: "focal", gamma: 3, balance: false },
  { loss: "focal", gamma: 3, balance: true },
];

describe("the configurations of a space", () => {
  it("come once each, the last parameter fastest, without inactive parameters", () => {
    const axes = axesOf(space);
    const levels = axes.map((axis) => (axis.kind === "discrete" ? { count: axis.levels, at: axis.value } : never()));
    expect([...configurations(axes, levels)]).toEqual(all);
  });

  it("are drawn without repetition until they are used up", () => {
    const axes = axesOf(space);
    const history = new History({ space, direction: "maximize", maxStep: 1, rungs: [] });
    for (let trial = 0; trial < all.length; trial++) {
      const params = freshParams(axes, history, stream(1, trial));
      expect(params).not.toBeNull();
      history.add(params!);
    }
    expect(history.trials.map((trial) => trial.params)).toEqual(expect.arrayContaining(all));
    expect(freshParams(axes, history, stream(1, 8))).toBeNull();
  });

  it("come once from a branch that has only one, however many the other has", () => {
    const wide = {
      type: "int",
      name: "wide",
      min: 1,
      max: 1_000_000,
      scale: "linear",
      step: 1,
      when: { branch: ["b"] },
    } as const;
    const branches: Space = [{ type: "categorical", name: "branch", values: ["a", "b"], when: {} }, wide];
    const history = new History({ space: branches, direction: "maximize", maxStep: 1, rungs: [] });
    const axes = axesOf(branches);
    for (let trial = 0; trial < 200; trial++) history.add(freshParams(axes, history, stream(2, trial))!);
    expect(history.trials.filter(({ params }) => params.branch === "a")).toHaveLength(1);
  });
});

function never(): never {
  throw new Error("every axis here is discrete");
}
