import type { Random } from "../chance/stream.ts";
import type { Candidate } from "../parzen/parzen.ts";
import type { Axis } from "../space/axis.ts";
import type { Params } from "../space/parameter.ts";
import { drawAnywhere, drawNear } from "./candidates.ts";
import { logExpectedImprovement } from "./logExpectedImprovement.ts";
import type { Model } from "./model.ts";

/** A candidate with what the model expects of it, in the model's own units (lower is better). */
export interface Proposal {
  readonly candidate: Candidate;
  readonly mean: number;
  readonly deviation: number;
}

interface Scored extends Proposal {
  readonly score: number;
}

/**
 * The configuration without a trial that promises most; `null` when all that were looked at have had theirs.
 *
 * It promises as much as it is expected to improve on the best mean of a trial, not on the best value, which is mostly luck; and the less,
 * the more of what a value there could tell is noise, so that the same good place is not tried for ever. Sources: Picheny, Wagner and
 * Ginsbourger, "A benchmark of kriging-based infill criteria for noisy optimization", 2013; Huang, Allen, Notz and Zeng, "Global optimization
 * of stochastic black-box systems via sequential kriging meta-models", 2006 (augmented expected improvement).
 *
 * Looked at are configurations drawn anywhere, neighbours of the best trials, and at last neighbours of the best of these.
 *
 * @param points coordinates of the observed trials, a row a trial
 * @param isTaken whether a trial has these params
 * @param tilt what is added to the log of the promise at a point, for a belief that the model does not know of
 */
export function propose(
  axes: readonly Axis[],
  points: Float64Array,
  model: Model,
  isTaken: (params: Params) => boolean,
  tilt: (point: Float64Array) => number,
  random: Random,
): Proposal | null {
  const score = (candidate: Candidate) => rate(model, tilt, candidate);
  const scored: Scored[] = [];
  const look = (candidate: Candidate) => {
    if (!isTaken(candidate.params)) scored.push(score(candidate));
  };
  for (let i = 0; i < ANYWHERE; i++) look(drawAnywhere(axes, random));
  for (const parent of model.order.slice(0, PARENTS)) {
    const point = points.subarray(parent * axes.length, (parent + 1) * axes.length);
    for (let i = 0; i < CHILDREN; i++) look(drawNear(axes, point, SPREADS[i % SPREADS.length], random));
  }
  const starts = scored.sort(byScore).slice(0, STARTS);
  const refined = starts.map((start) => refine(axes, isTaken, score, start, random));
  return refined.sort(byScore)[0] ?? null;
}

// Uphill in steps that shrink from a tenth of the way to a thousandth.
function refine(
  axes: readonly Axis[],
  isTaken: (params: Params) => boolean,
  score: (candidate: Candidate) => Scored,
  start: Scored,
  random: Random,
): Scored {
  let at = start;
  for (let i = 0; i < STEPS; i++) {
    const candidate = drawNear(axes, at.candidate.point, 0.1 * 0.01 ** (i / STEPS), random);
    if (isTaken(candidate.params)) continue;
    const next = score(candidate);
    if (next.score > at.score) at = next;
  }
  return at;
}

function rate({ posterior, means }: Model, tilt: (point: Float64Array) => number, candidate: Candidate): Scored {
  posterior.predict(candidate.point, 0);
  const { mean, deviation, noise } = posterior;
  const improvement = logExpectedImprovement(mean, deviation, means[0]);
  const score = improvement + logOfNews(deviation ** 2 / noise) + tilt(candidate.point);
  return { candidate, mean, deviation, score };
}

// The log of 1 - 1 / √(1 + ratio), without subtracting.
function logOfNews(ratio: number): number {
  const root = Math.sqrt(1 + ratio);
  return Math.log(ratio / (root * (1 + root)));
}

function byScore(a: Scored, b: Scored): number {
  return b.score - a.score;
}

// Together some 500 looks, about half the work of the fit before them.
const ANYWHERE = 240;
const PARENTS = 5;
const CHILDREN = 24;
const SPREADS = [0.2, 0.05, 0.01];
const STARTS = 3;
const STEPS = 60;
