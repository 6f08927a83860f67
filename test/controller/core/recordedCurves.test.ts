import { expect, it } from "vitest";
import { recordedCurves } from "../../../src/controller/core/views/replayView.ts";
import { stream } from "../../../src/search/chance/stream.ts";
import type { TrialRecord } from "../../../src/search/history/history.ts";
import { createSearch, replay } from "../../../src/search/index.ts";

it("recorded curves, replayed under the pruner of their sweep, end where they ended: verdicts know the errors of the counts", () => {
  const pruner = { name: "asha", minResource: 1, reductionFactor: 3, confidence: 0.8 } as const;
  const search = createSearch({ space: [{ name: "x", type: "float", min: 0, max: 1 }], steps: 9, pruner });
  for (let n = 0; n < 60; n++) {
    const { x } = search.ask()!.params;
    for (let step = 1; step <= 9; step++) {
      const value = x * (1 - 0.5 ** step) + 0.05 * stream(n, step).normal();
      // A trainer without counts has none.
      if (search.report(n, step, value, n % 5 === 0 ? undefined : 0.05).kind === "prune") break;
      if (step === 9) search.tell(n, value);
    }
  }
  const pruned = search.trials.filter(({ state }) => state === "pruned").map(({ number }) => number);
  const { curves } = recordedCurves(search.trials as readonly unknown[] as TrialRecord[]);
  const by = (which: typeof curves) => replay(which, pruner, { maxStep: 9, direction: "maximize" }).stopped;
  expect(by(curves)).toEqual(pruned);
  expect(by(curves.map((curve) => ({ ...curve, errors: [] })))).not.toEqual(pruned);
});
