/**
 * How many trials each bracket of Hyperband begins with, in one round of it: bracket b of B has its first cut at rung b, and the later ones
 * begin fewer because each of these costs more. Every bracket gets about the same epochs.
 *
 * Source: Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar, "Hyperband", JMLR 2018, algorithm 1: ceil(B / (s + 1) * reductionFactor^s) with
 * s = B - 1 - b.
 */
export function bracketSizes(count: number, reductionFactor: number): number[] {
  return Array.from({ length: count }, (_, bracket) => {
    const s = count - 1 - bracket;
    return Math.ceil((count / (s + 1)) * reductionFactor ** s);
  });
}

/**
 * The bracket of a trial, from its number alone: multiples of the golden ratio fill [0, 1) evenly, and each bracket owns a stretch of it as long
 * as its share of the trials. So the brackets grow side by side, and any run of trials holds them in about these shares.
 */
export function bracketOf(trial: number, sizes: readonly number[]): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let place = ((trial * GOLDEN_RATIO) % 1) * total;
  for (let bracket = 0; bracket < sizes.length - 1; bracket++) {
    if (place < sizes[bracket]) return bracket;
    place -= sizes[bracket];
  }
  return sizes.length - 1;
}

const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;
