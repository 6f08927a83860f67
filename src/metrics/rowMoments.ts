import type { Slopes } from "./expansion.ts";
import type { Mistakes } from "./mistakes.ts";
import type { Pseudo } from "./pseudo.ts";
import type { Tally } from "./tally.ts";
import { zeros } from "./zeros.ts";

/** By class, what one of its samples moves a metric by: moments of the slope of the cell in which it lies, the second and third about the mean. */
export interface RowMoments {
  readonly means: readonly number[];
  readonly variances: readonly number[];
  readonly thirds: readonly number[];
}

/** The moments of the rows with their pseudo-counts, 0 of a class without samples. `slopes` are those of the metric by hits and predictions. */
export function rowMoments({ truth, hits }: Tally, mistakes: Mistakes, pseudo: Pseudo, slopes: Slopes): RowMoments {
  const { predicted } = slopes;
  const seen = mistakes.of(predicted);
  const missing = powerSums(predicted, truth);
  const alarms = powerSums(predicted, pseudo.alarming);
  const classes = truth.length;
  const [means, variances, thirds] = [zeros(classes), zeros(classes), zeros(classes)];
  for (let i = 0; i < classes; i++) {
    if (truth[i] === 0) continue;
    const [wrong, right] = [predicted[i], predicted[i] + slopes.hits[i]];
    const [n, hit, size] = [truth[i], hits[i] + pseudo.hits[i], truth[i] + pseudo.added[i]];
    // The own ones are what the sums over all classes have of the class itself.
    const moment = (k: 0 | 1 | 2, ofHit: number, own: number) => {
      const unseen = pseudo.missing[i] * (missing[k] - n * own) + n * (alarms[k] - pseudo.alarming[i] * own);
      return (hit * ofHit + seen[k][i] + unseen) / size;
    };
    const mean = moment(0, right, wrong);
    const square = moment(1, right * right, wrong * wrong);
    const cube = moment(2, right * right * right, wrong * wrong * wrong);
    means[i] = mean;
    variances[i] = Math.max(0, square - mean * mean);
    thirds[i] = cube - mean * (3 * square - 2 * mean * mean);
  }
  return { means, variances, thirds };
}

function powerSums(slopes: readonly number[], weights: readonly number[]): readonly [number, number, number] {
  let [sum, squares, cubes] = [0, 0, 0];
  for (let i = 0; i < slopes.length; i++) {
    const weighed = weights[i] * slopes[i];
    sum += weighed;
    squares += weighed * slopes[i];
    cubes += weighed * slopes[i] * slopes[i];
  }
  return [sum, squares, cubes];
}
