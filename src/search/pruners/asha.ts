import type { Fields } from "../../fields.ts";
import { type Direction, fromLoss, toLoss } from "../loss.ts";
import { describe, describeMeasured } from "./describe.ts";
import { type Others, othersAt } from "./others.ts";
import type { Pruner } from "./pruner.ts";
import { rungs } from "./rungs.ts";

export interface AshaSpec {
  readonly name: "asha";
  /** The first rung, in epochs. */
  readonly minResource: number;
  /** Each rung is this many times the one before, and keeps one in this many. */
  readonly reductionFactor: number;
}

/** Reads ASHA's own settings; `maxStep` is the epochs of a full trial. */
export function readAsha(fields: Fields, maxStep: number): AshaSpec {
  const minResource = fields.integer("minResource", { min: 1, max: maxStep }, 1);
  const reductionFactor = fields.integer("reductionFactor", { min: 2 }, 3);
  return { name: "asha", minResource, reductionFactor };
}

/**
 * Asynchronous successive halving, stopping variant: a trial that arrives at a rung goes on when it is among the best
 * max(1, floor(n / reductionFactor)) of the n values seen there so far, its own included. Ties go on, values that are not finite do not,
 * and nothing is pruned at the last rung, where a trial has ended anyway.
 *
 * Source: Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020. There a trial waits at a rung until it is promoted;
 * here it goes on or stops at once, so the first to arrive goes on.
 */
export function createAsha(spec: AshaSpec, maxStep: number, direction: Direction): Pruner {
  const steps = rungs(spec.minResource, spec.reductionFactor, maxStep);
  const looks = new Set(steps);
  return {
    rungs: steps,
    judge(history, trial, step, value, error) {
      if (!looks.has(step)) return { kind: "continue", reason: null };
      const loss = toLoss(value, direction);
      const { survives, cut, rank, count } = stand(
        othersAt(history, trial, step, direction),
        loss,
        spec.reductionFactor,
      );
      const measured = describeMeasured(value, error);
      const reason = `rung ${step}: ${measured}, cut ${describe(fromLoss(cut, direction))}, rank ${rank} of ${count}`;
      if (step === maxStep) return { kind: "continue", reason: `${reason}; the last rung keeps all` };
      return { kind: survives ? "continue" : "prune", reason };
    },
  };
}

// `cut` is the worst loss that goes on; `rank` counts from 1 and is the same for equal losses.
function stand(others: Others, loss: number, reductionFactor: number) {
  const count = others.count + 1;
  const places = Math.max(1, Math.floor(count / reductionFactor));
  const better = others.countBelow(loss);
  const cut = lossWithOwn(others, loss, better, places - 1);
  return { survives: loss <= cut && loss < Number.POSITIVE_INFINITY, cut, rank: better + 1, count };
}

// The loss at a rank when this trial's own, at rank `better`, is put among the others.
function lossWithOwn(others: Others, own: number, better: number, rank: number): number {
  if (rank === better) return own;
  return others.loss(rank < better ? rank : rank - 1);
}
