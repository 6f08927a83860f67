import type { Counts } from "./counts.ts";
import type { Expansion, Slopes } from "./expansion.ts";
import { type Mistakes, mistakesOf } from "./mistakes.ts";
import { type Pseudo, pseudoFor, sum } from "./pseudo.ts";
import type { Tally } from "./tally.ts";

/** What a metric is likely to be on samples without end, of the same classes in the same shares. */
export interface Uncertainty {
  /** Near the value; inside the range where the value is at its end. */
  readonly centre: number;
  /** Standard error: the deviation of the value around the truth. Above 0, also where all is hit or nothing. */
  readonly error: number;
}

/**
 * How well a metric is known from counts; null where the metric is a 0/0 whatever is predicted, and where all samples are of one class. A few
 * microseconds for 10 classes; O(cells) for confusion counts, O(classes) for those by class.
 *
 * The samples of each class are one multinomial draw of a size that is given: a validation set keeps the shares of its classes, and trials are
 * compared on the same one. The delta method (Takahashi, Yamamoto, Kuchiba, Koyama, Applied Intelligence 52, 2022, for the F1 scores) with two
 * changes of ours, for by itself it covers .53 to .91 of 95 % where a class has four to ten rows: pseudo-counts (see `Pseudo`), and a
 * divisor that makes the variance of a row unbiased (`divisorOf`). docs/statistics.md has what it covers.
 *
 * @param seen the tally of the counts
 * @param own the class that the metric is of; null for one of all classes
 */
export function uncertaintyOf(
  counts: Counts,
  seen: Tally,
  own: number | null,
  expand: (tally: Tally) => Expansion,
): Uncertainty | null {
  const { total, truth } = seen;
  if (truth.includes(total)) return null;
  const mistakes = mistakesOf(counts);
  const pseudo = pseudoFor(truth, own);
  const { value, slopes } = expand(likely(seen, mistakes, pseudo));
  if (slopes === null) return null;
  const rows = rowVariances(seen, mistakes, pseudo, slopes);
  let variance = 0;
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] > 0) variance += (rows[i] * truth[i] * truth[i]) / divisorOf(truth[i], pseudo.added[i]);
  }
  return { centre: value, error: Math.sqrt(variance) };
}

// The tally with the pseudo-counts in it and every row brought back to its size.
function likely({ total, truth, hits }: Tally, mistakes: Mistakes, pseudo: Pseudo): Tally {
  const scale = truth.map((n, i) => (n === 0 ? 0 : n / (n + pseudo.added[i])));
  const likelyHits = hits.map((count, i) => scale[i] * (count + pseudo.hits[i]));
  const wrongly = mistakes.predictedAs(scale);
  const missing = scale.map((by, i) => by * pseudo.missing[i]);
  const others = scale.map((by, i) => by * truth[i]);
  const [allMissing, allOthers] = [sum(missing), sum(others)];
  const predicted = likelyHits.map((count, j) => {
    return count + wrongly[j] + truth[j] * (allMissing - missing[j]) + pseudo.alarming[j] * (allOthers - others[j]);
  });
  return { total, truth, hits: likelyHits, predicted };
}

// By class, the variance of what one of its samples moves the metric by: of the slope of the cell in which it lies.
function rowVariances({ truth, hits }: Tally, mistakes: Mistakes, pseudo: Pseudo, slopes: Slopes): number[] {
  const { predicted } = slopes;
  const [sums, squares] = mistakes.of(predicted);
  const [missing, missingSquares] = totals(predicted, truth);
  const [alarms, alarmSquares] = totals(predicted, pseudo.alarming);
  const variances: number[] = [];
  for (let i = 0; i < truth.length; i++) {
    const [wrong, right] = [predicted[i], predicted[i] + slopes.hits[i]];
    const [n, hit, size] = [truth[i], hits[i] + pseudo.hits[i], truth[i] + pseudo.added[i]];
    // Of the pseudo-counts of the others, without the class itself.
    const unseen = pseudo.missing[i] * (missing - n * wrong) + n * (alarms - pseudo.alarming[i] * wrong);
    const unseenSquares =
      pseudo.missing[i] * (missingSquares - n * wrong * wrong) +
      n * (alarmSquares - pseudo.alarming[i] * wrong * wrong);
    const mean = (hit * right + sums[i] + unseen) / size;
    const square = (hit * right * right + squares[i] + unseenSquares) / size;
    variances.push(Math.max(0, square - mean * mean));
  }
  return variances;
}

function totals(slopes: readonly number[], weights: readonly number[]): [sum: number, squares: number] {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < slopes.length; i++) {
    sum += weights[i] * slopes[i];
    squares += weights[i] * slopes[i] * slopes[i];
  }
  return [sum, squares];
}

/**
 * The variance of a row of n samples is n² / divisor times the variance of one. A row with s pseudo-counts of its true shares shows 1 - n / (n + s)²
 * of that, as one without shows 1 - 1/n (Bessel), which makes it (n + s)² - n by n. One row alone shows nothing, and has as much as four.
 */
function divisorOf(n: number, s: number): number {
  return Math.max(n - 1 + 2 * s + (s * s) / n, 0.25);
}
