import type { Problem } from "../../search/gp/problem.ts";
import type { Solution } from "../../search/gp/solve.ts";

/** A problem of a sweep's sampler, to be solved before the trial can be suggested. */
export interface Unsolved {
  readonly trial: number;
  /** The event after which the sampler looked at the sweep. */
  readonly asOf: number;
  readonly problem: Problem;
}

/** What solved it. It stands while no other trial has been suggested: later reports do not make it wrong, only older. */
export interface Solved extends Omit<Unsolved, "problem"> {
  readonly solution: Solution;
}
