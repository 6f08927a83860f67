import { describe, expect, it } from "vitest";
import { History } from "../../../src/search/history/history.ts";
import { createPruner } from "../../../src/search/pruners/index.ts";

const spec = {
  name: "curve",
  minResource: 1,
  reductionFactor: 3,
  threshold: 0.05,
  startupTrials: 6,
  unjudged: 0,
} as const;
const pruner = createPruner(spec, 9, "maximize");

// Six curves that end 0.2 ± 0.01 above their value at step 3.
const KNOWN = [0.3, 0.35, 0.4, 0.45, 0.5, 0.55].map((value, i) => {
  return [value - 0.1, value, value, value, value, value, value, value, value + 0.2 + (i % 2 === 0 ? 0.01 : -0.01)];
});

describe("curve", () => {
  it("stops a trial that is far from catching up with the best, and says what it expects of it", () => {
    expect(judge(KNOWN, [0.1, 0.2], 0.2)).toEqual({
      kind: "prune",
      reason: expect.stringMatching(
        /^rung 3: 0\.200, 0\.4\d\d ± 0\.0\d\d expected at 9 from 6 curves, a chance of 0\.00 to beat 0\.740$/,
      ),
    });
    expect(judge(KNOWN, [0.43, 0.53], 0.53).kind).toBe("continue");
  });

  it("keeps a late riser that is behind all where such curves have come out on top", () => {
    const early = [0.5, 0.51, 0.52, 0.5, 0.51, 0.52].map((v) => [v, v, v, v, v, v, v, v, v]);
    const late = [0.2, 0.21, 0.22, 0.2, 0.21, 0.22].map((v) => [v, 0.3, 0.4, 0.5, 0.6, 0.7, 0.7, 0.7, v + 0.5]);
    expect(judge([...early, ...late], [0.21, 0.31], 0.41).kind).toBe("continue");
    expect(judge([...early, ...late], [0.41, 0.41], 0.41).kind).toBe("prune");
  });

  it("goes on until enough curves are known to their end; those that were pruned are none", () => {
    expect(judge(KNOWN.slice(1), [0, 0], 0)).toEqual({
      kind: "continue",
      reason: "rung 3: 0.000; 5 curves known to their end are fewer than 6",
    });
    expect(judge([...KNOWN.slice(1), [0.1, 0.2, 0.3]], [0, 0], 0).kind).toBe("continue");
  });

  it("never judges its share of the trials, but for values that are not finite", () => {
    const all = createPruner({ ...spec, unjudged: 1 }, 9, "maximize");
    const { history, trial } = open(KNOWN, [0, 0]);
    expect(all.judge(history, trial, 3, 0, null)).toEqual({
      kind: "continue",
      reason: "rung 3: 0.000; one of those that are never judged, to learn from",
    });
    expect(all.judge(history, trial, 3, Number.NaN, null).kind).toBe("prune");
  });

  it("leaves one trial in ten alone where a tenth is asked for", () => {
    const tenth = createPruner({ ...spec, unjudged: 0.1 }, 9, "maximize");
    const { history } = open([...KNOWN, ...Array.from({ length: 200 }, () => [-9, -9])], []);
    const kept = Array.from({ length: 200 }, (_, i) => tenth.judge(history, i + 6, 3, -9, null)).filter(
      ({ kind }) => kind === "continue",
    );
    expect(Math.abs(kept.length - 20)).toBeLessThanOrEqual(2);
  });

  it("looks at ASHA's rungs but the last", () => {
    expect(pruner.rungs).toEqual([1, 3]);
    expect(judge(KNOWN, [0, 0, 0], 0, 4)).toEqual({ kind: "continue", reason: null });
  });
});

function judge(known: readonly (readonly number[])[], before: readonly number[], value: number, step = 3) {
  const { history, trial } = open(known, before);
  return pruner.judge(history, trial, step, value, null);
}

function open(known: readonly (readonly number[])[], own: readonly number[]) {
  const history = new History({ space: [], direction: "maximize", maxStep: 9, rungs: pruner.rungs });
  for (const curve of [...known, own]) {
    const trial = history.add({});
    curve.forEach((value, i) => {
      history.report(trial, i + 1, value, null);
    });
  }
  return { history, trial: known.length };
}
