/**
 * A 95 % interval of the share of which `hits` of `rows` samples are: of all shares at which what was seen is acceptable. The acceptability is Blaker's
 * ("Confidence curves and improved exact confidence intervals for discrete distributions", Canadian Journal of Statistics 28, 2000): the chance of a
 * number of hits whose smaller tail is no larger than that of what was seen. He asks for more than .05; we for up to .07 where the number by itself is
 * likely, for with few rows his interval is wide (docs/statistics.md has what ours covers). Ends to 1e-9, in a tenth of a millisecond, once for each
 * pair of numbers.
 *
 * @param rows whole, from 1 to 100
 * @param hits whole, from 0 to rows
 */
export function blakerInterval(rows: number, hits: number): readonly [low: number, high: number] {
  const key = rows * (MOST_ROWS + 1) + hits;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const ends = [lowEnd(rows, hits), 1 - lowEnd(rows, rows - hits)] as const;
  KNOWN.set(key, ends);
  return ends;
}

/** The most rows that `blakerInterval` takes: so many that its ends are few enough to keep them all. */
export const MOST_ROWS = 100;

// At most 5,150.
const KNOWN = new Map<number, readonly [number, number]>();

function lowEnd(rows: number, hits: number): number {
  if (hits === 0) return 0;
  // Below this end not even twice the tail would do.
  const least = bisect(0, hits / rows, (share) => tails(rows, hits, share).upper > LEAST / 2);
  // The acceptability jumps: the first share that is acceptable is looked for in steps, from below.
  const step = (hits / rows - least) / STEPS;
  let share = least;
  while (share < hits / rows && !isAcceptable(rows, hits, share)) share += step;
  return bisect(Math.max(0, share - step), share, (each) => isAcceptable(rows, hits, each));
}

// Of the acceptability that is asked for: what it is at least and at most, and how much of the chance of the number by itself is added to the least.
const LEAST = 0.05;
const MOST = 0.07;
const OWN = 0.6;
const STEPS = 200;

// The last share at which it does not hold, before one at which it does: what is acceptable is all inside.
function bisect(from: number, to: number, holds: (share: number) => boolean): number {
  let [low, high] = [from, to];
  for (let round = 0; round < 32; round++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return low;
}

function isAcceptable(rows: number, hits: number, share: number): boolean {
  const { upper, other, own } = tails(rows, hits, share);
  return upper + other > Math.min(MOST, LEAST + OWN * own);
}

interface Tails {
  /** The chance of so many hits or more. */
  readonly upper: number;
  /** That of the fewest hits, of as many numbers as have together no larger one. */
  readonly other: number;
  /** That of so many hits. */
  readonly own: number;
}

// At a share of at most hits / rows.
function tails(rows: number, hits: number, share: number): Tails {
  const chances: number[] = [];
  let chance = (1 - share) ** rows;
  for (let k = 0; k <= rows; k++) {
    chances.push(chance);
    chance *= ((rows - k) / (k + 1)) * (share / (1 - share));
  }
  let upper = 0;
  for (let k = rows; k >= hits; k--) upper += chances[k];
  let other = 0;
  for (let k = 0; k < hits && other + chances[k] <= upper * (1 + 1e-9); k++) other += chances[k];
  return { upper, other, own: chances[hits] };
}
