import type { TrialStateName } from "../../../src/shapes/trial.ts";

/** The states of a trial, as filters offer them. */
export const TRIAL_STATE_NAMES = [
  "running",
  "waiting",
  "completed",
  "pruned",
  "failed",
  "preempted",
  "cancelled",
] as const satisfies readonly TrialStateName[];
