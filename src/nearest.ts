/**
 * The known word that a misspelt one is most like, case, `_` and `-` aside; null when none is near: more than a third of its letters (and more than
 * one) would have to change, or swap with a neighbour.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  const plain = bare(word);
  const most = Math.max(1, Math.floor(plain.length / 3));
  // Of something this long nobody has misspelt a word.
  if (plain === "" || plain.length > LONGEST) return null;
  let best: { readonly name: string; readonly changes: number } | null = null;
  for (const name of known) {
    const changes = distance(plain, bare(name));
    if (changes <= most && changes < (best?.changes ?? Number.POSITIVE_INFINITY)) best = { name, changes };
  }
  return best?.name ?? null;
}

/** `; did you mean NAME?` to end a rule with, or nothing. */
export function didYouMean(word: unknown, known: readonly string[]): string {
  const near = typeof word === "string" ? nearest(word, known) : null;
  return near === null ? "" : `; did you mean ${near}?`;
}

const LONGEST = 64;

function bare(word: string): string {
  return word.toLowerCase().replace(/[_\-\s]/g, "");
}

/** Letters to add, drop, change or swap with a neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j] ?? 0, (beforeLast[j - 2] ?? 0) + 1);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
