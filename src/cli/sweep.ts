import { SweepError } from "../error.ts";
import {
  type Best,
  type Budget,
  type Epochs,
  type Objective,
  SweepState,
  type TrialCounts,
  type Sweep as Wire,
} from "../gen/macrosweep/v1/sweep.ts";

/** A sweep as the controller tells of it, with every part that proto3 leaves optional in place. */
export interface Sweep extends Wire {
  readonly objective: Objective;
  readonly trials: TrialCounts;
  readonly epochs: Epochs;
  readonly budget: Budget;
}

/** @throws SweepError `unsupported` when a part is missing: the controller is of another version. */
export function wholeSweep(wire: Wire | undefined): Sweep {
  return {
    ...part(wire, "sweep"),
    objective: part(wire?.objective, "objective"),
    trials: part(wire?.trials, "trials"),
    epochs: part(wire?.epochs, "epochs"),
    budget: part(wire?.budget, "budget"),
  };
}

/** @throws SweepError `unsupported` when the controller left out what every answer has. */
export function part<T>(value: T | undefined, name: string): T {
  if (value === undefined)
    throw new SweepError("unsupported", `the controller's answer has no "${name}"; is it of another version?`);
  return value;
}

/** Whether a sweep has ended, in whatever way. */
export function hasEnded({ state }: Sweep): boolean {
  switch (state) {
    case SweepState.UNSPECIFIED:
    case SweepState.UNRECOGNIZED:
    case SweepState.RUNNING:
    case SweepState.PAUSED:
      return false;
    case SweepState.COMPLETED:
    case SweepState.FAILED:
    case SweepState.CANCELLED:
      return true;
  }
}

/** Whether a best trial satisfies the constraints; without constraints every one does. */
export function isFeasible({ constraints }: Best): boolean {
  return constraints?.feasible ?? true;
}

/** Trials of the search that are over, whatever their outcome: of as many as the budget has. */
export function trialsOver({ trials, best }: Sweep): number {
  const over = trials.completed + trials.pruned + trials.failed + trials.preempted + trials.cancelled;
  return over - (best?.confirmation?.replicatesDone ?? 0);
}

/** Whether a sweep that runs cannot get on, for the reason that it gives. */
export function waits({ state, reason }: Sweep): boolean {
  return state === SweepState.RUNNING && reason !== "";
}
