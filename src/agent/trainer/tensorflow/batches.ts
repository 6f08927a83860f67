import type { Params } from "./params.ts";
import type { Random } from "./random.ts";

/**
 * The row numbers of each batch of one epoch: ⌊rows / size⌋ batches of `size` rows, or one of all rows when there are fewer.
 *
 * - shuffle: every row at most once; what is left over after the last full batch is another set of rows each epoch.
 * - weighted: each draw takes any class with the same chance, then any row of it; with replacement.
 * - balanced: the classes take turns, so that each batch has the same number of each (±1), rows with replacement.
 *
 * @param labels The class of each row. Classes without rows are never drawn.
 */
export function epochBatches(
  sampler: Params["sampler"],
  labels: Int32Array,
  size: number,
  random: Random,
): Int32Array[] {
  const rows = Math.min(size, labels.length);
  const batches = Math.floor(labels.length / rows);
  const order = orderOf(sampler, labels, batches * rows, random);
  return Array.from({ length: batches }, (_, at) => order.subarray(at * rows, (at + 1) * rows));
}

function orderOf(sampler: Params["sampler"], labels: Int32Array, draws: number, random: Random): Int32Array {
  switch (sampler) {
    case "shuffle":
      return shuffled(labels.length, random).subarray(0, draws);
    case "weighted": {
      const classes = rowsByClass(labels);
      return Int32Array.from({ length: draws }, () => pick(pick(classes, random), random));
    }
    case "balanced": {
      const classes = rowsByClass(labels);
      return Int32Array.from({ length: draws }, (_, draw) => pick(classes[draw % classes.length], random));
    }
  }
}

// Fisher and Yates, in the form of Knuth's algorithm P.
function shuffled(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, row) => row);
  for (let last = length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

function rowsByClass(labels: Int32Array): number[][] {
  const classes: number[][] = [];
  labels.forEach((label, row) => {
    classes[label] ??= [];
    classes[label].push(row);
  });
  return classes.filter((rows) => rows !== undefined);
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[random.below(from.length)];
}
