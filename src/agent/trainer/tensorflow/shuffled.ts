import type { Random } from "./random.ts";

/** The numbers below `length` in any order, each order with the same chance (Fisher and Yates, in the form of Knuth's algorithm P). */
export function shuffled(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, at) => at);
  for (let last = length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
