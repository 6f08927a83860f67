import { History } from "../../../src/search/history/history.ts";
import type { Space } from "../../../src/search/space/space.ts";

/** One parameter x in [0, 1]. */
export const line: Space = [{ type: "float", name: "x", min: 0, max: 1, scale: "linear", step: null, when: {} }];

/** A history over the line without trials; the last rung is the last step. */
export function openLine(rungs: readonly number[]): History {
  return new History({ space: line, direction: "maximize", maxStep: rungs[rungs.length - 1], rungs });
}

/** Adds a pruned trial, which keeps to the rungs it has been at: steps with their values. */
export function addValue(history: History, x: number, curve: readonly (readonly [number, number])[]): number {
  const trial = history.add({ x });
  for (const [step, value] of curve) history.report(trial, step, value, null);
  history.setState(trial, "pruned");
  return trial;
}
