import type { Event, LeaseEnded, TrialEnded } from "./events.ts";
import type { Lease, Sweep } from "./state.ts";

/** Ends a running trial by the controller's word. */
export function stop(
  held: Lease,
  state: Exclude<TrialEnded["state"], "preempted">,
  reason: string,
  atMs: number,
): readonly Event[] {
  return [leaseEnded(held, "stopped", held.reports, atMs), trialEnded(held.trial, state, reason, atMs)];
}

/** Ends every trial that is not over as cancelled. */
export function endAll(sweep: Sweep, reason: string, atMs: number): readonly Event[] {
  const running = [...sweep.leases.values()].flatMap((held) => stop(held, "cancelled", reason, atMs));
  return [...running, ...sweep.waiting.map((trial) => trialEnded(trial, "cancelled", reason, atMs))];
}

/**
 * `epochs`: what the attempt takes from the budget. An epoch counts when its report is recorded. `lingers`: its trainer may still run, so where the
 * agent will say when that is gone its place is kept.
 */
export function leaseEnded(
  { trial, attempt, saysGone }: Lease,
  why: LeaseEnded["why"],
  epochs: number,
  atMs: number,
  lingers = why === "stopped",
): LeaseEnded {
  return { kind: "leaseEnded", trial, attempt, why, epochs, ...(lingers && saysGone ? { lingers } : {}), atMs };
}

export function trialEnded(trial: number, state: TrialEnded["state"], reason: string, atMs: number): TrialEnded {
  return { kind: "trialEnded", trial, state, reason, atMs };
}
