import type { SearchBudget } from "./history.ts";

/**
 * Whether a budget runs out of trials before it runs out of epochs, `maxStep` for a full trial: then the epochs that pruning saves buy nothing but time.
 * Where two thirds go on at each rung, 55 % of the epochs of all trials in full were enough for all of them.
 */
export function areTrialsScarce({ trials, epochs }: SearchBudget, maxStep: number): boolean {
  return trials !== null && (epochs === null || epochs >= GENTLE_SHARE * trials * maxStep);
}

const GENTLE_SHARE = 0.6;
