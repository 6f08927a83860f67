import type { Fields } from "../../fields.ts";
import { type Direction, toLoss } from "../history/loss.ts";
import { type Caution, judgeWithCaution, readCaution } from "./caution.ts";
import type { Others } from "./others.ts";
import type { Verdict } from "./pruner.ts";
import { describeCut, describeMeasured } from "./reason.ts";

/** A value that has just arrived at a rung. */
export interface Arrival {
  /** Names the rung in the reason. */
  readonly rung: string;
  readonly value: number;
  readonly error: number | null;
  readonly direction: Direction;
  /** Standard deviation of its comparison with the others, asked for where it matters. */
  readonly noise: () => number;
}

/** What every pruner by rank can be told. */
export interface StandingSettings extends Caution {
  /** Nothing is pruned at a rung that fewer other trials have reached. A spec of an old journal may lack it: then 0, as it was. */
  readonly startupTrials?: number;
}

/** Reads what the pruners by rank have in common. */
export function readStandingSettings(fields: Fields): StandingSettings {
  return { startupTrials: fields.integer("startupTrials", { min: 0 }, 0), ...readCaution(fields) };
}

/**
 * Lets a value go on when it is among the best max(1, floor(share n)) of the n at its rung, its own included, or within the noise of the last
 * place (see `judgeWithCaution`). Ties go on, values that are not finite do not.
 */
export function judgeStanding(arrival: Arrival, others: Others, share: number, settings: StandingSettings): Verdict {
  const { rung, value, error, direction, noise } = arrival;
  const { startupTrials = 0 } = settings;
  const loss = toLoss(value, direction);
  const count = others.count + 1;
  // A 49th of 49 is one place, though 49 times 1/49 is a little less in binary.
  const places = Math.max(1, Math.floor(share * count + 1e-9));
  const better = others.countBelow(loss);
  const cut = lossWithOwn(others, loss, better, places - 1);
  const measured = describeMeasured(value, error);
  const reason = `${rung}: ${measured}, cut ${describeCut(cut, direction)}, rank ${better + 1} of ${count}`;
  if (others.count < startupTrials && loss < Number.POSITIVE_INFINITY) {
    return { kind: "continue", reason: `${reason}; the first ${startupTrials} are all kept` };
  }
  return judgeWithCaution({ loss, cut, noise, reason }, settings);
}

// The loss at a rank when this trial's own, at rank `better`, is put among the others.
function lossWithOwn(others: Others, own: number, better: number, rank: number): number {
  if (rank === better) return own;
  return others.loss(rank < better ? rank : rank - 1);
}
