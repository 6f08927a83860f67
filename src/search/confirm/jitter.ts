/**
 * The standard deviation of a value from one epoch to the next at the end of the curves: root mean square of the differences of up to five last values,
 * by √2. What is left of a rise is in it. 0 without a curve of two values.
 */
export function jitterOf(curves: readonly (readonly number[])[]): number {
  const differences = curves.flatMap((curve) => {
    const last = curve.slice(-LAST);
    return last.slice(1).map((value, i) => value - last[i]);
  });
  if (differences.length === 0) return 0;
  return Math.sqrt(differences.reduce((sum, difference) => sum + difference ** 2, 0) / differences.length / 2);
}

const LAST = 5;
