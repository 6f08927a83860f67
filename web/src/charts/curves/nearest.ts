import type { Curve } from "./curve.ts";

/** From values to pixels: linear. */
export interface Projection {
  x(step: number): number;
  y(value: number): number;
}

/**
 * The curve that comes nearest to a place, at most `reach` pixels away; null where there is none. A faded curve is behind all others that are in reach.
 */
export function nearestCurve(
  curves: readonly Curve[],
  { x, y }: Projection,
  at: { readonly x: number; readonly y: number },
  reach: number,
): Curve | null {
  let found: Curve | null = null;
  let least = reach;
  for (const curve of curves) {
    const distance = distanceTo(curve, { x, y }, at) + (curve.style === "faded" ? reach / 2 : 0);
    // Of two that lie on each other the later one is on top.
    if (distance > least) continue;
    least = distance;
    found = curve;
  }
  return found;
}

function distanceTo({ points }: Curve, { x, y }: Projection, at: { readonly x: number; readonly y: number }): number {
  let least = Number.POSITIVE_INFINITY;
  let before: readonly [number, number] | null = null;
  for (const [step, value] of points) {
    const here = value === null ? null : ([x(step), y(value)] as const);
    if (here !== null) least = Math.min(least, before === null ? gap(here, here, at) : gap(before, here, at));
    before = here;
  }
  return least;
}

/** From a place to the line between two points. */
function gap(a: readonly [number, number], b: readonly [number, number], { x, y }: { x: number; y: number }): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / length));
  return Math.hypot(x - (a[0] + along * dx), y - (a[1] + along * dy));
}
