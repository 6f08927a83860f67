import type { TrialShape, TrialStateName } from "../../../../src/shapes/trial.ts";

/** How a curve is drawn; later ones lie above. */
export const STYLES = ["faded", "pruned", "failed", "completed", "running", "best"] as const;
export type CurveStyle = (typeof STYLES)[number];

/** One curve of a chart. */
export interface Curve {
  /** By which it is told of: the number of its trial, where all are of one sweep. */
  readonly id: number;
  readonly style: CurveStyle;
  /** [step, value], by step; null where a step has no value. */
  readonly points: readonly (readonly [number, number | null])[];
}

/** The curves of trials; while some are chosen the others are faded. */
export function curvesOf(
  trials: readonly TrialShape[],
  best: number | null,
  chosen: ReadonlySet<number> = new Set(),
): Curve[] {
  return trials.flatMap(({ trial, state, curve }) => {
    const isFaded = chosen.size > 0 && !chosen.has(trial);
    const style = isFaded ? "faded" : trial === best ? "best" : styleOf(state);
    return curve.length === 0 ? [] : [{ id: trial, style, points: curve }];
  });
}

function styleOf(state: TrialStateName): CurveStyle {
  switch (state) {
    case "waiting":
    case "running":
      return "running";
    case "completed":
      return "completed";
    case "pruned":
      return "pruned";
    case "failed":
    case "preempted":
    case "cancelled":
      return "failed";
  }
}

/** What the axes have to cover. */
export interface Extent {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** From the first step to the last (`lastStep` at least), and all values with a little room; where there is none, 0 to 1. */
export function extentOf(curves: readonly Curve[], lastStep: number): Extent {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let last = lastStep;
  for (const { points } of curves) {
    for (const [step, value] of points) {
      if (step > last) last = step;
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return { x: [1, Math.max(2, last)], y: [0, 1] };
  const room = (high - low) * 0.04 || Math.abs(high) * 0.02 || 0.01;
  return { x: [1, Math.max(2, last)], y: [low - room, high + room] };
}
