import { describe, expect, it } from "vitest";
import { History } from "../../../src/search/history/history.ts";
import { learningRung, widestRung } from "../../../src/search/learning/rung.ts";

describe("the rung that models learn from", () => {
  it("is the highest with five values", () => {
    expect(learningRung(open({ 9: 20, 27: 5, 81: 4 }))).toBe(27);
    expect(learningRung(open({ 9: 20, 27: 5, 81: 5 }))).toBe(81);
  });

  it("is none of the first third of the way, however many values it has", () => {
    expect(learningRung(open({ 26: 50, 81: 4 }))).toBeNull();
    expect(learningRung(open({ 27: 50, 81: 4 }))).toBe(27);
  });

  it("is none while no value there is finite", () => {
    const history = open({ 81: 0 });
    for (let x = 0; x < 5; x++) history.report(history.add({ x }), 81, Number.NaN, null);
    expect(learningRung(history)).toBeNull();
    history.report(history.add({ x: 5 }), 81, 0.5, null);
    expect(learningRung(history)).toBe(81);
  });
});

describe("the rung that is led on from", () => {
  it("is the lowest behind the first third of the way with five values", () => {
    expect(widestRung(open({ 26: 50, 27: 20, 81: 20 }))).toBe(27);
    expect(widestRung(open({ 27: 4, 54: 5, 81: 4 }))).toBe(54);
    expect(widestRung(open({ 26: 50, 27: 4, 81: 4 }))).toBeNull();
  });
});

// So many trials with a value at each step.
function open(counts: Readonly<Record<number, number>>): History {
  const space = [{ type: "int", name: "x", min: 0, max: 9_999, scale: "linear", step: 1, when: {} }] as const;
  const steps = Object.keys(counts).map(Number);
  const history = new History({ space, direction: "maximize", maxStep: 81, rungs: steps });
  for (const step of steps) {
    for (let x = 0; x < counts[step]; x++) history.report(history.add({ x }), step, x, null);
  }
  return history;
}
