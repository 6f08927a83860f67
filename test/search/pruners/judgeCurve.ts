import { History } from "../../../src/search/history/history.ts";
import type { Direction } from "../../../src/search/history/loss.ts";
import { createPruner, type PrunerSpec, type Verdict } from "../../../src/search/pruners/index.ts";

/** The verdicts, step by step, on the curve of a new trial of at most 20 steps, while those of others are complete. */
export function judgeCurve(
  spec: PrunerSpec,
  others: readonly (readonly number[])[],
  curve: readonly number[],
  direction: Direction,
): Verdict[] {
  const pruner = createPruner(spec, 20, direction);
  const space = [{ type: "int", name: "x", min: 0, max: 99, scale: "linear", step: 1, when: {} }] as const;
  const history = new History({ space, direction, maxStep: 20, rungs: pruner.rungs });
  for (const other of others) {
    const trial = history.add({ x: history.trials.length });
    other.forEach((value, index) => {
      history.report(trial, index + 1, value, null);
    });
  }
  const own = history.add({ x: 99 });
  return curve.map((value, index) => {
    const verdict = pruner.judge(history, own, index + 1, value, null);
    history.report(own, index + 1, value, null);
    return verdict;
  });
}
