import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { History } from "../../src/search/history/history.ts";
import type { Direction } from "../../src/search/history/loss.ts";
import { createPruner, type Pruner, type PrunerSpec, type Verdict } from "../../src/search/pruners/index.ts";
import * as table from "../../src/search/pruners/table.ts";

// What every pruner owes the controller. A new one is a line here.
const specs: PrunerSpec[] = [
  { name: "auto", minResource: 1, reductionFactor: 3, confidence: 0.7 },
  { name: "none" },
  { name: "median", startupTrials: 2, warmupSteps: 1, intervalSteps: 1 },
  { name: "percentile", percentile: 30, startupTrials: 2, warmupSteps: 1, intervalSteps: 2 },
  { name: "threshold", bounds: [bound(2, -0.5), bound(4, -0.1)], intervalSteps: 1 },
  { name: "patience", patience: 3, intervalSteps: 2 },
  { name: "oneEpoch", share: 0.4 },
  { name: "asha", minResource: 1, reductionFactor: 3 },
  { name: "asha", minResource: 1, reductionFactor: 3, startupTrials: 2, confidence: 0.8 },
  { name: "hyperband", minResource: 1, reductionFactor: 3 },
  { name: "curve", minResource: 1, reductionFactor: 2, threshold: 0.4, startupTrials: 6, unjudged: 0 },
];

const maxStep = 9;
const curves = fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: maxStep }), {
  maxLength: 12,
});
const steps = fc.integer({ min: 1, max: maxStep });
const values = fc.oneof(
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
);

it("stands here for every pruner of the table", () => {
  expect([...new Set(specs.map(({ name }) => name))].sort()).toEqual(Object.keys(table).sort());
});

describe.each(specs)("pruner $name", (spec) => {
  it("looks at rising steps of a trial", () => {
    for (const last of [1, 2, maxStep, 100]) {
      const { rungs } = createPruner({ ...spec }, last, "maximize");
      expect(rungs).toEqual([...new Set(rungs)].filter((rung) => rung >= 1 && rung <= last).sort((a, b) => a - b));
    }
  });

  it("judges only at its rungs, prunes never at the last step, and gives a reason whenever it judges", () => {
    fc.assert(
      fc.property(curves, steps, values, (others, step, value) => {
        const { verdict, pruner } = judge(spec, others, step, value);
        expect(verdict.reason !== null).toBe(pruner.rungs.includes(step));
        expect([step === maxStep, verdict.kind]).not.toEqual([true, "prune"]);
      }),
    );
  });

  it("gives the same verdict again, and whatever an earlier attempt had at this step", () => {
    fc.assert(
      fc.property(curves, steps, values, values, (others, step, value, earlier) => {
        const { verdict, history, pruner, own } = judge(spec, others, step, value);
        expect(pruner.judge(history, own, step, value, null)).toEqual(verdict);
        history.report(own, step, earlier, null);
        expect(pruner.judge(history, own, step, value, null)).toEqual(verdict);
      }),
    );
  });

  it("does not care in which order the others reported", () => {
    fc.assert(
      fc.property(curves, steps, values, (others, step, value) => {
        const reversed = judge(spec, others, step, value, { reversed: true }).verdict;
        expect(reversed).toEqual(judge(spec, others, step, value).verdict);
      }),
    );
  });

  it("is as hard on values that are minimized as on their negatives that are maximized", () => {
    fc.assert(
      fc.property(curves, steps, values, (others, step, value) => {
        const negative = others.map((curve) => curve.map((each) => -each));
        const minimized = judge(mirrored(spec), negative, step, -value, { direction: "minimize" }).verdict;
        expect(minimized.kind).toBe(judge(spec, others, step, value).verdict.kind);
      }),
    );
  });

  it("never prunes for a better value", () => {
    fc.assert(
      fc.property(curves, steps, fc.double({ min: -1, max: 1, noNaN: true }), (others, step, value) => {
        const kinds = [value, value + 0.1].map((each) => judge(spec, others, step, each).verdict.kind);
        expect(kinds).not.toEqual(["continue", "prune"]);
      }),
    );
  });
});

function bound(step: number, lower: number) {
  return { step, lower, upper: null };
}

// Bounds are about values themselves, so they turn with them.
function mirrored(spec: PrunerSpec): PrunerSpec {
  if (spec.name !== "threshold") return spec;
  return { ...spec, bounds: spec.bounds.map(({ step, lower }) => ({ step, lower: null, upper: -Number(lower) })) };
}

interface Judged {
  readonly verdict: Verdict;
  readonly history: History;
  readonly pruner: Pruner;
  readonly own: number;
}

// The verdict on a new trial at a step, where others have these curves. `reversed`: the others reported in the reverse order.
function judge(
  spec: PrunerSpec,
  others: readonly (readonly number[])[],
  step: number,
  value: number,
  { direction = "maximize", reversed = false }: { direction?: Direction; reversed?: boolean } = {},
): Judged {
  const pruner = createPruner(spec, maxStep, direction);
  const space = [{ type: "int", name: "x", min: 0, max: 99, scale: "linear", step: 1, when: {} }] as const;
  const history = new History({ space, direction, maxStep, rungs: pruner.rungs });
  const trials = others.map((curve, x) => ({ trial: history.add({ x }), curve }));
  for (const { trial, curve } of reversed ? trials.toReversed() : trials) {
    curve.forEach((each, index) => {
      history.report(trial, index + 1, each, null);
    });
  }
  const own = history.add({ x: 99 });
  return { verdict: pruner.judge(history, own, step, value, null), history, pruner, own };
}
