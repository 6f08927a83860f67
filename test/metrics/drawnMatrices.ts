/** Numbers in [0, 1) that are the same for the same seed. Mulberry32. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A classifier on a validation set: samples by class, and by class how it predicts one of them. */
export interface Population {
  readonly supports: readonly number[];
  readonly rates: readonly (readonly number[])[];
}

/** The counts on one validation set, row by row. */
export function drawCells({ supports, rates }: Population, random: () => number): number[] {
  return supports.flatMap((support, i) => multinomial(support, rates[i]!, random));
}

/** What it would count if nothing were chance. */
export function expectedCells({ supports, rates }: Population): number[] {
  return supports.flatMap((support, i) => rates[i]!.map((rate) => support * rate));
}

/** Frequent classes of 1,000 rows, which take each other for 2 %, before `rare` ones of so many rows. */
export interface Setting {
  readonly classes: number;
  readonly rare: number;
  readonly support: number;
  /** Of the rare classes. What they miss goes to the first class, but for three tenths. */
  readonly recall: number;
  /** The share of each frequent class that is taken for each rare one. */
  readonly alarms: number;
}

export function populationOf({ classes, rare, support, recall, alarms }: Setting): Population {
  const frequent = classes - rare;
  const indices = Array.from({ length: classes }, (_, i) => i);
  const rates = indices.map((i) => {
    const isRare = i >= frequent;
    const others = indices.filter((j) => j !== i && (isRare ? j > 0 : j < frequent));
    const row = indices.map((j) => (!isRare && j >= frequent ? alarms : 0));
    const astray = isRare ? 0.3 * (1 - recall) : 0.02;
    for (const j of others) row[j] = astray / others.length;
    if (isRare) row[0] = 1 - recall - (others.length > 0 ? astray : 0);
    row[i] = 1 - row.reduce((sum, rate) => sum + rate, 0);
    return row;
  });
  return { supports: indices.map((i) => (i < frequent ? 1_000 : support)), rates };
}

function multinomial(size: number, rates: readonly number[], random: () => number): number[] {
  let left = size;
  let rest = 1;
  return rates.map((rate, j) => {
    const count = j === rates.length - 1 ? left : binomial(left, rate / rest, random);
    left -= count;
    rest -= rate;
    return count;
  });
}

// By the gaps between successes, or by the normal distribution where there are many.
function binomial(size: number, rate: number, random: () => number): number {
  if (rate <= 0 || size === 0) return 0;
  if (rate >= 1) return size;
  if (rate > 0.5) return size - binomial(size, 1 - rate, random);
  if (size * rate > 100) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.min(size, Math.max(0, Math.round(size * rate + normal * Math.sqrt(size * rate * (1 - rate)))));
  }
  let count = 0;
  for (let at = 0; ; count++) {
    at += 1 + Math.floor(Math.log(1 - random()) / Math.log1p(-rate));
    if (at > size) return count;
  }
}
