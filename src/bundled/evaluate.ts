import type { Compute } from "./compute/compute.ts";
import type { Split } from "./data/dataset.ts";

// Values of the rows that go through the network at a time: a bound on memory that small tables never meet.
const VALUES_AT_A_TIME = 1 << 18;

/**
 * Confusion counts: `confusion[i][j]` rows of class i that the network takes for class j. A row whose logits are not numbers goes to any class.
 */
export function evaluate(compute: Compute, split: Split, classes: number): number[][] {
  const size = split.features.length / split.rows;
  const step = Math.max(1, Math.floor(VALUES_AT_A_TIME / size));
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let from = 0; from < split.rows; from += step) {
    const to = Math.min(split.rows, from + step);
    const logits = compute.logits(split.features.subarray(from * size, to * size), to - from);
    for (let row = from; row < to; row++) {
      confusion[split.labels[row]][largestOf(logits, (row - from) * classes, classes)]++;
    }
  }
  return confusion;
}

/** Of equal ones the first. */
function largestOf(logits: Float32Array, from: number, classes: number): number {
  let largest = 0;
  for (let label = 1; label < classes; label++) {
    if (logits[from + label] > logits[from + largest]) largest = label;
  }
  return largest;
}
