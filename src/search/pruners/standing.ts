import { type Direction, fromLoss, toLoss } from "../loss.ts";
import { describe, describeMeasured } from "./describe.ts";
import type { Others } from "./others.ts";
import type { Verdict } from "./pruner.ts";

/** A value that has just arrived at a rung. */
export interface Arrival {
  /** Names the rung in the reason. */
  readonly rung: string;
  readonly value: number;
  readonly error: number | null;
  readonly direction: Direction;
}

/**
 * Lets a value go on when it is among the best max(1, floor(share n)) of the n at its rung, its own included. Ties go on, values that are not
 * finite do not.
 */
export function judgeStanding({ rung, value, error, direction }: Arrival, others: Others, share: number): Verdict {
  const loss = toLoss(value, direction);
  const count = others.count + 1;
  // A third of three is one, though 1/3 in binary is a little less.
  const places = Math.max(1, Math.floor(share * count + 1e-9));
  const better = others.countBelow(loss);
  const cut = lossWithOwn(others, loss, better, places - 1);
  const measured = describeMeasured(value, error);
  const reason = `${rung}: ${measured}, cut ${describe(fromLoss(cut, direction))}, rank ${better + 1} of ${count}`;
  return { kind: loss <= cut && loss < Number.POSITIVE_INFINITY ? "continue" : "prune", reason };
}

// The loss at a rank when this trial's own, at rank `better`, is put among the others.
function lossWithOwn(others: Others, own: number, better: number, rank: number): number {
  if (rank === better) return own;
  return others.loss(rank < better ? rank : rank - 1);
}
