import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { History } from "../../src/search/history/history.ts";
import type { Direction } from "../../src/search/history/loss.ts";
import { createPruner, type Pruner, type PrunerSpec, type Verdict } from "../../src/search/pruners/index.ts";
import * as table from "../../src/search/pruners/table.ts";

// What every pruner owes the controller. A new one is a line here.
const specs: PrunerSpec[] = [
  { name: "auto", minResource: 1, reductionFactor: 3, confidence: 0.7 },
  { name: "auto", rungs: [1, 3, 9], reductionFactor: 3, keep: 2 / 3, confidence: 0.9 },
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
const error = fc.option(fc.double({ min: 0, max: 0.2, noNaN: true }));
const violation = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
const point = fc.record({ value: fc.double({ min: -1, max: 1, noNaN: true }), error, violation });
/** Trials that others have trained, proposed by a model or not. */
const curves = fc.array(
  fc.record({ guided: fc.boolean(), points: fc.array(point, { minLength: 1, maxLength: maxStep }) }),
  { maxLength: 12 },
);
/** What else is known of the trial that is judged. */
const own = fc.record({ guided: fc.boolean(), error, violation });
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
      fc.property(curves, steps, values, own, (others, step, value, known) => {
        const { verdict, pruner } = judge(spec, others, step, value, { known });
        expect(verdict.reason !== null).toBe(pruner.rungs.includes(step));
        expect([step === maxStep, verdict.kind]).not.toEqual([true, "prune"]);
      }),
    );
  });

  it("gives the same verdict again, and whatever an earlier attempt had at this step", () => {
    fc.assert(
      fc.property(curves, steps, values, values, own, (others, step, value, earlier, known) => {
        const { verdict, again, history, trial } = judge(spec, others, step, value, { known });
        expect(again()).toEqual(verdict);
        history.report(trial, step, earlier, null);
        expect(again()).toEqual(verdict);
      }),
    );
  });

  it("does not care in which order the others reported", () => {
    fc.assert(
      fc.property(curves, steps, values, own, (others, step, value, known) => {
        const reversed = judge(spec, others, step, value, { known, reversed: true }).verdict;
        expect(reversed).toEqual(judge(spec, others, step, value, { known }).verdict);
      }),
    );
  });

  it("is as hard on values that are minimized as on their negatives that are maximized", () => {
    fc.assert(
      fc.property(curves, steps, values, own, (others, step, value, known) => {
        const minimized = judge(mirrored(spec), others.map(negative), step, -value, { known, direction: "minimize" });
        expect(minimized.verdict.kind).toBe(judge(spec, others, step, value, { known }).verdict.kind);
      }),
    );
  });

  it("never prunes for a better value", () => {
    fc.assert(
      fc.property(curves, steps, fc.double({ min: -1, max: 1, noNaN: true }), own, (others, step, value, known) => {
        const kinds = [value, value + 0.1].map((each) => judge(spec, others, step, each, { known }).verdict.kind);
        expect(kinds).not.toEqual(["continue", "prune"]);
      }),
    );
  });

  it("is as hard on values of any size, up to 1e300 and down to 1e-300", () => {
    fc.assert(
      fc.property(curves, steps, fc.double({ min: -1, max: 1, noNaN: true }), own, (others, step, value, known) => {
        const kindAt = (size: number) => {
          const scale = (each: number) => size * (Math.round(1_000 * each) / 1_000);
          const sized = scaled(spec, scale);
          const knownThen = { ...known, error: known.error && scale(known.error) };
          const othersThen = others.map(({ guided, points }) => ({
            guided,
            points: points.map((each) => ({
              ...each,
              value: scale(each.value),
              error: each.error && scale(each.error),
            })),
          }));
          return judge(sized, othersThen, step, scale(value), { known: knownThen }).verdict.kind;
        };
        // Powers of two, by which nothing is rounded.
        expect([kindAt(2 ** 996), kindAt(2 ** -996)]).toEqual([kindAt(1), kindAt(1)]);
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

function scaled(spec: PrunerSpec, scale: (value: number) => number): PrunerSpec {
  if (spec.name !== "threshold") return spec;
  return { ...spec, bounds: spec.bounds.map((each) => ({ ...each, lower: each.lower && scale(each.lower) })) };
}

interface Known {
  readonly guided: boolean;
  readonly error: number | null;
  readonly violation: number;
}

interface Curve {
  readonly guided: boolean;
  readonly points: readonly (Omit<Known, "guided"> & { readonly value: number })[];
}

function negative({ guided, points }: Curve): Curve {
  return { guided, points: points.map((each) => ({ ...each, value: -each.value })) };
}

interface Judged {
  readonly verdict: Verdict;
  /** Judges the same arrival once more. */
  readonly again: () => Verdict;
  readonly history: History;
  readonly pruner: Pruner;
  readonly trial: number;
}

// The verdict on a new trial at a step, where others have these curves. `reversed`: the others reported in the reverse order.
function judge(
  spec: PrunerSpec,
  others: readonly Curve[],
  step: number,
  value: number,
  {
    known = { guided: false, error: null, violation: 0 },
    direction = "maximize",
    reversed = false,
  }: { known?: Known; direction?: Direction; reversed?: boolean } = {},
): Judged {
  const pruner = createPruner(spec, maxStep, direction);
  const space = [{ type: "int", name: "x", min: 0, max: 99, scale: "linear", step: 1, when: {} }] as const;
  const history = new History({ space, direction, maxStep, rungs: pruner.rungs });
  const trials = others.map(({ guided, points }, x) => ({ trial: history.add({ x }, { guided }), points }));
  for (const { trial, points } of reversed ? trials.toReversed() : trials) {
    points.forEach((each, index) => {
      history.report(trial, index + 1, each.value, each.error, each.violation);
    });
  }
  const trial = history.add({ x: 99 }, { guided: known.guided });
  const again = () => pruner.judge(history, trial, step, value, known.error, known.violation);
  return { verdict: again(), again, history, pruner, trial };
}
