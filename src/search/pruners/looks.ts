import type { Fields } from "../../fields.ts";

/** Reads how far apart the looks of a pruner stand that looks again and again; `maxStep` is the epochs of a full trial. */
export function readIntervalSteps(fields: Fields, maxStep: number): number {
  const least = Math.ceil(maxStep / MAX_LOOKS);
  return fields.integer("intervalSteps", { min: least }, least);
}

/** The steps after `warmupSteps` at every interval, without the last step: there a trial has ended anyway. */
export function looks(warmupSteps: number, intervalSteps: number, maxStep: number): number[] {
  const steps: number[] = [];
  for (let step = warmupSteps + intervalSteps; step < maxStep; step += intervalSteps) steps.push(step);
  return steps;
}

// Every look keeps a ranking of all trials.
const MAX_LOOKS = 1_000;
