import type { Random } from "./random.ts";

/** The numbers below `length` in any order, each order with the same chance (Fisher and Yates, in the form of Knuth's algorithm P). */
export function shuffled(length: number, random: Random): Int32Array {
  const order = new Int32Array(length);
  for (let at = 0; at < length; at++) order[at] = at;
  for (let last = length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const moved = order[last];
    order[last] = order[other];
    order[other] = moved;
  }
  return order;
}
