import type { Params } from "./params/params.ts";
import type { Random } from "./random.ts";
import { shuffled } from "./shuffled.ts";

/**
 * The row numbers of each batch of one epoch: ⌊rows / batch_size⌋ batches of batch_size rows, or one of all rows when there are fewer.
 *
 * - shuffle: every row at most once; what is left over after the last full batch is another set of rows each epoch.
 * - weighted: each draw takes any class with the same chance, then any row of it; with replacement.
 * - balanced: the classes take turns, so that each batch has the same number of each (±1), rows with replacement.
 *
 * A batch with fewer than `minority_per_batch` rows of the rarest class gets more of them, in the places of other rows.
 *
 * @param labels The class of each row. Classes without rows are never drawn.
 */
export function epochBatches(
  { sampler, batch_size, minority_per_batch }: Pick<Params, "sampler" | "batch_size" | "minority_per_batch">,
  labels: Int32Array,
  random: Random,
): Int32Array[] {
  const rows = Math.min(batch_size, labels.length);
  const batches = Math.floor(labels.length / rows);
  const classes = rowsByClass(labels);
  const order = orderOf(sampler, labels.length, classes, batches * rows, random);
  const rarest = classes.reduce((few, other) => (other.length < few.length ? other : few));
  return Array.from({ length: batches }, (_, at) => {
    const batch = order.subarray(at * rows, (at + 1) * rows);
    enrich(batch, labels, rarest, Math.min(minority_per_batch, rows), random);
    return batch;
  });
}

function orderOf(
  sampler: Params["sampler"],
  rows: number,
  classes: readonly (readonly number[])[],
  draws: number,
  random: Random,
): Int32Array {
  switch (sampler) {
    case "shuffle":
      return shuffled(rows, random).subarray(0, draws);
    case "weighted":
      return Int32Array.from({ length: draws }, () => pick(pick(classes, random), random));
    case "balanced":
      return Int32Array.from({ length: draws }, (_, draw) => pick(classes[draw % classes.length], random));
  }
}

/** Replaces rows of other classes, any of them, by rows of the rarest class until there are `least` of it. */
function enrich(batch: Int32Array, labels: Int32Array, rarest: readonly number[], least: number, random: Random): void {
  if (least === 0) return;
  const others = [...batch.keys()].filter((at) => labels[batch[at]] !== labels[rarest[0]]);
  for (let missing = least - (batch.length - others.length); missing > 0; missing--) {
    const [at] = others.splice(random.below(others.length), 1);
    batch[at] = pick(rarest, random);
  }
}

function rowsByClass(labels: Int32Array): number[][] {
  const classes: number[][] = [];
  for (let row = 0; row < labels.length; row++) {
    classes[labels[row]] ??= [];
    classes[labels[row]].push(row);
  }
  return classes.filter((rows) => rows !== undefined);
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[random.below(from.length)];
}
