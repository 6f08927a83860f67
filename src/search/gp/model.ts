import type { Axis } from "../space/axis.ts";
import { embeddingOf } from "./embedding.ts";
import { fitHyperparameters } from "./fitHyperparameters.ts";
import { leadOn } from "./leadOn.ts";
import type { Observations } from "./observations.ts";
import { Posterior } from "./posterior.ts";
import { targetsOf } from "./targets.ts";

/** What has been learned from the values at one rung and, of the trials that got there, at the last. */
export interface Model {
  readonly posterior: Posterior;
  /** Whether the values were led on to the last step; else what it knows is about the rung. */
  readonly ledOn: boolean;
  /** The observed trials by their row, best first as the model sees them: by what it expects of them, not by the luck of their one value. */
  readonly order: readonly number[];
  /** What is expected of these trials, rising; lower is better, in deviations of all targets. */
  readonly means: readonly number[];
}

/**
 * Learns from the values at a rung, of which at least one must be finite, led on to the last step (see `leadOn`). Open trials are believed to get what
 * is expected of them, so that the model is sure there and parallel suggestions keep apart.
 *
 * Source: Ginsbourger, Le Riche and Carraro, "Kriging is well-suited to parallelize optimization", 2010 (the kriging believer).
 */
export function learn(axes: readonly Axis[], observations: Observations): Model {
  const { points, losses, finals } = observations;
  const embedding = embeddingOf(axes);
  const { width } = embedding;
  const count = points.length / axes.length;
  const rows = new Float64Array(count * width);
  for (let i = 0; i < count; i++) embedding.embed(points, i * axes.length, rows, i * width);
  const led = leadOn(embedding, rows, losses, finals);
  const known = targetsOf(ranked(observations, led));
  const theta = fitHyperparameters(embedding, rows, known);
  const posterior = new Posterior(embedding, rows, known, theta);
  const means = Array.from({ length: count }, (_, i) => {
    posterior.predictRow(rows, i * width);
    return posterior.mean;
  });
  const order = losses.map((_, i) => i).sort((a, b) => means[a] - means[b]);
  const believed = Float64Array.from([...known, ...means.slice(losses.length)]);
  return {
    posterior: count === losses.length ? posterior : new Posterior(embedding, rows, believed, theta),
    ledOn: led !== losses,
    order,
    means: order.map((i) => means[i]),
  };
}

// Where constraints are violated, ranks stand in for losses: a violation and a loss have no common measure.
function ranked({ violations }: Observations, losses: readonly number[]): readonly number[] {
  const isKnown = (i: number) => Number.isFinite(losses[i]);
  if (!violations.some((violation, i) => isKnown(i) && violation > 0)) return losses;
  const order = losses.map((_, i) => i).filter(isKnown);
  order.sort((a, b) => violations[a] - violations[b] || losses[a] - losses[b] || a - b);
  const ranks: number[] = losses.map(() => Number.POSITIVE_INFINITY);
  for (const [rank, i] of order.entries()) ranks[i] = rank;
  return ranks;
}
