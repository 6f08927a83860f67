import { FORMULAS } from "../metrics/formulas.ts";
import { tally } from "../metrics/tally.ts";
import type { Checkpoint } from "./checkpoint/checkpoint.ts";
import { openCheckpoints } from "./checkpoint/openCheckpoints.ts";
import { computeOf } from "./compute/computeOf.ts";
import { classCounts, type Dataset } from "./data/dataset.ts";
import { type Learner, trainEpoch } from "./epoch.ts";
import { evaluate } from "./evaluate.ts";
import { lossOf } from "./losses/index.ts";
import { modelOf } from "./network/modelOf.ts";
import { initialStatistics, initialWeights, type Network } from "./network/network.ts";
import { freshAdam } from "./optimizer/adam.ts";
import { isOutOfPatience } from "./optimizer/patience.ts";
import { learningRate } from "./optimizer/schedule.ts";
import type { Params } from "./params/params.ts";
import { randomFrom, randomOfSeed } from "./random.ts";
import type { Trial } from "./trial.ts";

/** A network that is done. */
export interface Trained {
  readonly network: Network;
  readonly weights: Float32Array;
  readonly statistics: Float32Array;
  /** After its last epoch, on the validation rows. */
  readonly macroF1: number;
  readonly epochs: number;
}

/**
 * Trains a network on the data up to the trial's last epoch, or until its patience is at an end: that is an end like any other.
 *
 * Goes on from the trial's checkpoint. The reports of the epochs in it that the controller does not have are said again, because the
 * attempt that said them may have died before they were delivered: all attempts together say the lines of one that is never interrupted.
 *
 * @param of Identifies code, data and params; a checkpoint of anything else is ignored.
 * @param say Takes each report as JSON, in order: one an epoch, then, where the data has test rows, one about them.
 */
export function train(trial: Trial, params: Params, data: Dataset, of: string, say: (report: string) => void): Trained {
  const { epochs, checkpointDir } = trial;
  const classes = data.classes.length;
  const network = modelOf(data.layout, classes, params);
  using checkpoints = openCheckpoints(checkpointDir, of, beginning(network, trial.seed));
  const { start } = checkpoints;
  const compute = computeOf(network, params, data, start);
  const learner: Learner = { network, compute, random: randomFrom(start.random) };
  const loss = lossOf(params, classCounts(data.train, classes));
  const { adam, statistics } = compute;
  const confusionOn = (part: "val" | "test") => evaluate(compute, data[part], classes);

  start.reports.slice(trial.reported).forEach(say);
  const macroF1s = start.reports.map((report) => macroF1Of(confusionIn(report)));
  while (macroF1s.length < epochs && !isOutOfPatience(params, macroF1s, epochs)) {
    const reweighted = macroF1s.length >= params.reweight_from * epochs;
    const rateAt = learningRate(params, macroF1s, epochs);
    const meanLoss = trainEpoch(learner, data, { params, loss, reweighted, rateAt });
    const confusion = confusionOn("val");
    macroF1s.push(macroF1Of(confusion));
    const report = epochReport(macroF1s.length, confusion, data.classes, meanLoss);
    if (macroF1s.length > trial.reported) say(report);
    checkpoints.save(report, { adam, statistics, random: learner.random.state() });
  }
  if (data.test.rows > 0) say(testReport(confusionOn("test"), data.classes));
  return {
    network,
    weights: adam.weights,
    statistics,
    macroF1: macroF1s[macroF1s.length - 1],
    epochs: macroF1s.length,
  };
}

function beginning(network: Network, seed: number): Checkpoint {
  const random = randomOfSeed(seed);
  const adam = freshAdam(initialWeights(network, random));
  return { reports: [], adam, statistics: initialStatistics(network), random: random.state() };
}

function epochReport(epoch: number, confusion: number[][], classes: readonly string[], loss: number): string {
  // JSON has no NaN, which the protocol takes as a text: the controller ends the trial for it.
  const metrics = { loss: Number.isFinite(loss) ? loss : String(loss) };
  return JSON.stringify({ epoch, confusion, classes, metrics });
}

/** Of an `epochReport`. */
function confusionIn(report: string): number[][] {
  return (JSON.parse(report) as { confusion: number[][] }).confusion;
}

function testReport(confusion: number[][], classes: readonly string[]): string {
  return JSON.stringify({ test: { confusion }, classes });
}

function macroF1Of(confusion: readonly (readonly number[])[]): number {
  return FORMULAS.macroF1.expand(tally({ kind: "confusion", classes: confusion.length, cells: confusion.flat() }))
    .value;
}
