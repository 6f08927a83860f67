import type { TrialShape } from "../../../src/shapes/trial.ts";
import type { Axis } from "./axis.ts";

/** A trial as its places on all axes. */
export interface Path {
  readonly trial: TrialShape;
  readonly places: readonly (number | null)[];
}

export function pathsOf(axes: readonly Axis[], trials: readonly TrialShape[]): Path[] {
  return trials.map((trial) => ({ trial, places: axes.map((axis) => axis.place(trial)) }));
}

/**
 * The path that passes nearest above or below a point, at most `reach` pixels away; of two as near the later one, which lies above.
 * @param x from 0, the first axis, to 1, the last one
 * @param place from a place to pixels
 */
export function nearestPath(
  paths: readonly Path[],
  { x, y }: { readonly x: number; readonly y: number },
  place: (at: number | null) => number,
  width: number,
  reach: number,
): Path | null {
  let found: Path | null = null;
  let least = reach;
  for (const path of paths) {
    const between = Math.max(1, path.places.length - 1);
    const left = Math.min(between - 1, Math.max(0, Math.floor(x * between)));
    const [from, to] = [place(path.places[left] ?? null), place(path.places[left + 1] ?? path.places[left] ?? null)];
    const height = from + (to - from) * (x * between - left);
    // A steep line is as near as its distance, not as its height.
    const slope = (to - from) / (width / between);
    const distance = Math.abs(y - height) / Math.hypot(1, slope);
    if (distance > least) continue;
    least = distance;
    found = path;
  }
  return found;
}
