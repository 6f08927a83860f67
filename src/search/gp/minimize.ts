import { dot } from "./cholesky.ts";

/**
 * Goes downhill from `start` (changed in place to the lowest point found) by the quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno.
 *
 * Ends after `evaluations`, or when a step gains less than a thousandth. No coordinate moves by more than 2 at once: meant for logarithms.
 * Source: Nocedal and Wright, "Numerical optimization", 2006, algorithm 6.1 and equation 6.20, with plain halving of the step.
 *
 * @param evaluate the value at a point; writes its gradient
 */
export function minimize(
  evaluate: (point: Float64Array, gradient: Float64Array) => number,
  start: Float64Array,
  evaluations: number,
): void {
  const size = start.length;
  const inverse = new Float64Array(size * size);
  let gradient = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const next = new Float64Array(size);
  const step = new Float64Array(size);
  let value = evaluate(start, gradient);
  let isFresh = true;
  for (let left = evaluations - 1; left > 0; ) {
    if (isFresh) setIdentity(inverse, size, 1 / Math.max(1, largest(gradient)));
    for (let i = 0; i < size; i++) step[i] = -dot(inverse, i * size, gradient, 0, size);
    const slope = dot(step, 0, gradient, 0, size);
    let length = Math.min(1, LONGEST / largest(step));
    let nextValue: number;
    for (;;) {
      for (let i = 0; i < size; i++) next[i] = start[i] + length * step[i];
      nextValue = evaluate(next, nextGradient);
      left--;
      if (nextValue <= value + 1e-4 * length * slope) break;
      // Nothing lower in this direction.
      if (left === 0 || length < 1e-3) return;
      length *= 0.4;
    }
    for (let i = 0; i < size; i++) step[i] = next[i] - start[i];
    start.set(next);
    isFresh = !update(inverse, size, step, gradient, nextGradient, isFresh);
    [gradient, nextGradient] = [nextGradient, gradient];
    if (value - nextValue < LEAST_GAIN) return;
    value = nextValue;
  }
}

const LONGEST = 2;
const LEAST_GAIN = 1e-3;

function setIdentity(matrix: Float64Array, size: number, scale: number): void {
  matrix.fill(0);
  for (let i = 0; i < size; i++) matrix[i * size + i] = scale;
}

// Learns the curvature along a step; false when the function is not convex there, so that nothing can be learned.
function update(
  inverse: Float64Array,
  size: number,
  step: Float64Array,
  before: Float64Array,
  after: Float64Array,
  isFirst: boolean,
): boolean {
  const change = after.map((slope, i) => slope - before[i]);
  const curvature = dot(step, 0, change, 0, size);
  if (!(curvature > 1e-10)) return !isFirst;
  if (isFirst) setIdentity(inverse, size, curvature / dot(change, 0, change, 0, size));
  const image = change.map((_, i) => dot(inverse, i * size, change, 0, size));
  const weight = (1 + dot(change, 0, image, 0, size) / curvature) / curvature;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      inverse[i * size + j] += weight * step[i] * step[j] - (image[i] * step[j] + step[i] * image[j]) / curvature;
    }
  }
  return true;
}

function largest(vector: Float64Array): number {
  return vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}
