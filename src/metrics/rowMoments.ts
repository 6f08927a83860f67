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
  const [sums, squares, cubes] = mistakes.of(predicted);
  const [missing, missing2, missing3] = powerSums(predicted, truth);
  const [alarms, alarms2, alarms3] = powerSums(predicted, pseudo.alarming);
  const classes = truth.length;
  const [means, variances, thirds] = [zeros(classes), zeros(classes), zeros(classes)];
  for (let i = 0; i < classes; i++) {
    if (truth[i] === 0) continue;
    const [wrong, right] = [predicted[i], predicted[i] + slopes.hits[i]];
    const [n, hit, size] = [truth[i], hits[i] + pseudo.hits[i], truth[i] + pseudo.added[i]];
    const [missed, alarming] = [pseudo.missing[i], pseudo.alarming[i]];
    // What is taken off the sums over all classes is what they have of the class itself.
    const unseen = missed * (missing - n * wrong) + n * (alarms - alarming * wrong);
    const wrong2 = wrong * wrong;
    const unseen2 = missed * (missing2 - n * wrong2) + n * (alarms2 - alarming * wrong2);
    const wrong3 = wrong2 * wrong;
    const unseen3 = missed * (missing3 - n * wrong3) + n * (alarms3 - alarming * wrong3);
    const mean = (hit * right + sums[i] + unseen) / size;
    const square = (hit * (right * right) + squares[i] + unseen2) / size;
    const cube = (hit * (right * right * right) + cubes[i] + unseen3) / size;
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
