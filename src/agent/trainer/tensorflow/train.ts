import { scores } from "../../../metrics/scores.ts";
import { Adam, freshAdam } from "./adam.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { trainEpoch } from "./epoch.ts";
import { evaluate } from "./evaluate.ts";
import { decayMask, initialWeights, type Layers } from "./mlp.ts";
import { randomFrom, randomOfSeed } from "./random.ts";
import type { Table } from "./table.ts";
import type { Trial } from "./trial.ts";

/**
 * Trains a network on the table up to the trial's last epoch, or until macro-F1 on the validation rows has had no new best for half of
 * the epochs (and at least 10): that is an end like any other.
 *
 * Goes on from the trial's checkpoint. The reports of the epochs in it are said again, because the attempt that said them may have died
 * before they were delivered: every attempt says the same lines as one that is never interrupted.
 *
 * @param of Identifies code, data and params; a checkpoint of anything else is ignored.
 * @param say Takes each report as JSON, in order: one an epoch, then, where the table has test rows, one about them.
 */
export function train(trial: Trial, table: Table, of: string, say: (report: string) => void): void {
  const { params, epochs, checkpointDir } = trial;
  const layers = [table.features.length, ...new Array<number>(params.depth).fill(params.width), table.classes.length];
  const start = readCheckpoint(checkpointDir, of) ?? beginning(layers, trial.seed);
  const decay = decayMask(layers).map((mask) => mask * params.weight_decay);
  const model = { layers, adam: new Adam(start.adam, decay), random: randomFrom(start.random) };

  const reports = [...start.reports];
  reports.forEach(say);
  let best = start.best;
  while (reports.length < epochs && reports.length - best.epoch < patience(epochs)) {
    const done = reports.length;
    const rateAt = (share: number) => cosine(params.learning_rate, (done + share) / epochs);
    const loss = trainEpoch(model, table.train, params, rateAt);
    const confusion = evaluate(layers, model.adam.weights, table.val);
    const report = epochReport(done + 1, confusion, table.classes, loss);
    say(report);
    reports.push(report);
    const macroF1 = macroF1Of(confusion);
    if (macroF1 > best.macroF1) best = { macroF1, epoch: done + 1 };
    writeCheckpoint(checkpointDir, of, { reports, adam: model.adam.state(), random: model.random.state(), best });
  }
  if (table.test.rows > 0) say(testReport(evaluate(layers, model.adam.weights, table.test), table.classes));
  model.adam.dispose();
}

function beginning(layers: Layers, seed: number): Checkpoint {
  const random = randomOfSeed(seed);
  const adam = freshAdam(initialWeights(layers, random));
  return { reports: [], adam, random: random.state(), best: { macroF1: -1, epoch: 0 } };
}

// Curves on imbalanced data stand still for long while a rare class is not found yet.
function patience(epochs: number): number {
  return Math.max(10, epochs / 2);
}

/** From the full rate at progress 0 to nothing at 1: half a cosine (Loshchilov and Hutter 2017, equation 5). */
function cosine(rate: number, progress: number): number {
  return (rate * (1 + Math.cos(Math.PI * progress))) / 2;
}

function epochReport(epoch: number, confusion: number[][], classes: readonly string[], loss: number): string {
  // JSON has no NaN: a loss that has grown beyond numbers is left out.
  const metrics = Number.isFinite(loss) ? { loss } : {};
  return JSON.stringify({ epoch, confusion, classes, metrics });
}

function testReport(confusion: number[][], classes: readonly string[]): string {
  return JSON.stringify({ test: { confusion }, classes });
}

function macroF1Of(confusion: readonly (readonly number[])[]): number {
  return scores({ kind: "confusion", classes: confusion.length, cells: confusion.flat() }).macroF1;
}
