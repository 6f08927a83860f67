import {
  type Baseline,
  type Best,
  type Confirmation,
  type Finalist,
  FinalistState,
  type Interval,
} from "../gen/macrosweep/v1/sweep.ts";
import { type ParamsShape, paramsShape } from "./paramsShape.ts";

type IntervalShape = readonly [low: number, high: number];

/** What a value is expected to be over seeds and samples, with its 95 % interval. */
export interface EstimateShape {
  readonly value: number;
  readonly interval: IntervalShape;
}

/** What fresh seeds say. The first fields are those of the best trial; null while it has no completed replicate. */
export interface ConfirmationShape {
  readonly state: "running" | "ended";
  /** Replicates that completed. */
  readonly seeds: number | null;
  readonly mean: number | null;
  /** 95 %, over seeds and samples, the choice of the best taken into account. */
  readonly interval: IntervalShape | null;
  /** To be the best of the finalists. */
  readonly probabilityBest: number | null;
  /** The best of the search first. */
  readonly finalists: readonly FinalistShape[];
  /** Finalists that are better than the best trial with a probability of 5 % or more. */
  readonly indistinguishable: readonly number[];
  readonly baseline: BaselineShape | null;
}

export interface FinalistShape {
  readonly trial: number;
  readonly params: ParamsShape;
  readonly seeds: number;
  readonly mean: number | null;
  readonly interval: IntervalShape | null;
  readonly probabilityBest: number | null;
  /**
   * behind: almost certainly not the best, so it got no more seeds; infeasible: misses the constraints on average over its seeds; failed: a
   * replicate did not complete.
   */
  readonly state: (typeof FINALIST_STATES)[FinalistState];
  readonly reason: string | null;
}

export interface BaselineShape {
  readonly params: ParamsShape;
  readonly seeds: number;
  readonly mean: number | null;
  readonly interval: IntervalShape | null;
  /** Expected value of the best trial less that of the baseline. */
  readonly difference: number | null;
  readonly differenceInterval: IntervalShape | null;
  /** That the best trial is better. */
  readonly probabilityBetter: number | null;
}

const FINALIST_STATES = {
  [FinalistState.UNSPECIFIED]: "unknown",
  [FinalistState.UNRECOGNIZED]: "unknown",
  [FinalistState.RUNNING]: "running",
  [FinalistState.CONFIRMED]: "confirmed",
  [FinalistState.BEHIND]: "behind",
  [FinalistState.FAILED]: "failed",
  [FinalistState.CANCELLED]: "cancelled",
  [FinalistState.INFEASIBLE]: "infeasible",
} as const satisfies Record<FinalistState, string>;

/** `best.estimate`. */
export function estimateShape({ estimate }: Best): EstimateShape | null {
  const interval = intervalShape(estimate?.interval);
  return estimate === undefined || interval === null ? null : { value: estimate.value, interval };
}

/** `best.confirmation`. */
export function confirmationShape({ trial, confirmation }: Best): ConfirmationShape | null {
  if (confirmation === undefined) return null;
  const { ended, finalists, indistinguishable, baseline } = confirmation;
  const best = finalistOf(confirmation, trial);
  return {
    state: ended ? "ended" : "running",
    seeds: best?.seeds ?? null,
    mean: best?.mean ?? null,
    interval: intervalShape(best?.interval),
    probabilityBest: best?.probabilityBest ?? null,
    finalists: finalists.map(finalistShape),
    indistinguishable,
    baseline: baseline === undefined ? null : baselineShape(baseline),
  };
}

/** The finalist that is this trial. */
export function finalistOf({ finalists }: Confirmation, trial: number): Finalist | undefined {
  return finalists.find((finalist) => finalist.trial === trial);
}

export function finalistShape(finalist: Finalist): FinalistShape {
  const { trial, params, seeds, mean, interval, probabilityBest, state, reason } = finalist;
  return {
    trial,
    params: paramsShape(params),
    seeds,
    mean: mean ?? null,
    interval: intervalShape(interval),
    probabilityBest: probabilityBest ?? null,
    state: FINALIST_STATES[state],
    reason: reason === "" ? null : reason,
  };
}

function baselineShape(baseline: Baseline): BaselineShape {
  const { params, seeds, mean, interval, difference, differenceInterval, probabilityBetter } = baseline;
  return {
    params: paramsShape(params),
    seeds,
    mean: mean ?? null,
    interval: intervalShape(interval),
    difference: difference ?? null,
    differenceInterval: intervalShape(differenceInterval),
    probabilityBetter: probabilityBetter ?? null,
  };
}

function intervalShape(interval: Interval | undefined): IntervalShape | null {
  return interval === undefined ? null : [interval.low, interval.high];
}
