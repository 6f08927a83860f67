/**
 * The rungs of successive halving: minResource times each power of reductionFactor below `maxStep`, then `maxStep` itself.
 * For example minResource 1, factor 3 and 20 steps: 1, 3, 9, 20.
 */
export function rungs(minResource: number, reductionFactor: number, maxStep: number): number[] {
  const steps: number[] = [];
  for (let step = minResource; step < maxStep; step *= reductionFactor) steps.push(step);
  return [...steps, maxStep];
}
