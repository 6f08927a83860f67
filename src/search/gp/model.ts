import type { Axis } from "../axis.ts";
import type { HistoryView } from "../history.ts";
import { embeddingOf } from "./embedding.ts";
import { fitHyperparameters } from "./fitHyperparameters.ts";
import { observationsAt } from "./observations.ts";
import { Posterior } from "./posterior.ts";
import { targetsOf } from "./targets.ts";

/** What has been learned from the values at one rung. */
export interface Model {
  readonly posterior: Posterior;
  /** Trials with a value, best first as the model sees them: by what it expects of them, not by the luck of their one value. */
  readonly trials: readonly number[];
  /** What is expected of these trials, rising; lower is better, in deviations of all targets. */
  readonly means: readonly number[];
}

/**
 * Learns from the values at a rung, of which at least one must be finite. Open trials are believed to get what is expected of them, so that
 * the model is sure there and parallel suggestions keep apart.
 *
 * Source: Ginsbourger, Le Riche and Carraro, "Kriging is well-suited to parallelize optimization", 2010 (the kriging believer).
 */
export function learn(axes: readonly Axis[], history: HistoryView, rung: number): Model {
  const { trials, losses, pending } = observationsAt(history, rung);
  const embedding = embeddingOf(axes);
  const { width } = embedding;
  const all = [...trials, ...pending];
  const rows = new Float64Array(all.length * width);
  all.forEach((trial, i) => {
    embedding.embed(history.points, trial * axes.length, rows, i * width);
  });
  const known = targetsOf(losses);
  const theta = fitHyperparameters(embedding, rows, known);
  const posterior = new Posterior(embedding, rows, known, theta);
  const means = all.map((trial) => {
    posterior.predict(history.points, trial * axes.length);
    return posterior.mean;
  });
  const order = trials.map((_, i) => i).sort((a, b) => means[a] - means[b]);
  const believed = Float64Array.from([...known, ...means.slice(trials.length)]);
  return {
    posterior: pending.length === 0 ? posterior : new Posterior(embedding, rows, believed, theta),
    trials: order.map((i) => trials[i]),
    means: order.map((i) => means[i]),
  };
}
