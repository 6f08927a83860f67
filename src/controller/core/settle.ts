import { measuredBy } from "./confirmation/contenders.ts";
import { dropFinalists, endConfirmation, startConfirmation } from "./confirmation/decideConfirmation.ts";
import { endAll } from "./endings.ts";
import type { Event } from "./events.ts";
import { goalReached } from "./goal.ts";
import { affordsGpuTime, gpuHoursAreUp } from "./gpuTime.ts";
import { hopeless } from "./hopeless.ts";
import { describeMiss, missesOver } from "./misses.ts";
import { nextWork, wallTimeIsUp } from "./nextWork.ts";
import { isOver, type Sweep } from "./state.ts";

/**
 * What follows from the sweep as it is now, after any command: a broken sweep is given up, one whose wall time is used up ends, a search that is
 * over or has reached its goal goes on to its confirmation, trials that can no longer be afforded end, and so does a sweep with nothing left to do.
 */
export function settle(sweep: Sweep, atMs: number): readonly Event[] {
  if (isOver(sweep)) return [];
  const broken = hopeless(sweep);
  if (broken !== null) {
    const state = "failed";
    return [...endAll(sweep, "the sweep was given up", atMs), { kind: "sweepEnded", state, reason: broken, atMs }];
  }
  if (wallTimeIsUp(sweep, atMs)) return endForTime(sweep, "the wall time is used up", atMs);
  if (gpuHoursAreUp(sweep, atMs)) return endForTime(sweep, "the GPU-hours are used up", atMs);
  const reached = goalReached(sweep);
  if (reached !== null) return endSearch(sweep, reached, atMs);
  const dropped = dropFinalists(sweep, atMs);
  if (dropped.length > 0) return dropped;
  // When those are gone that may still run, there may be epochs for more.
  if (sweep.leases.size > 0 || nextWork(sweep, []) !== null) return [];
  const cancelled = endAll(sweep, nothingLeft(sweep), atMs);
  return [...cancelled, ...confirmOrEnd(sweep, endReason(sweep), atMs)];
}

/** Ends a search that has found what it was for; what still runs could only be better by chance. */
function endSearch(sweep: Sweep, reason: string, atMs: number): readonly Event[] {
  return [...endAll(sweep, "the goal is reached", atMs), ...confirmOrEnd(sweep, reason, atMs)];
}

function confirmOrEnd(sweep: Sweep, reason: string, atMs: number): readonly Event[] {
  const started = startConfirmation(sweep, atMs);
  return started === null ? end(sweep, reason, atMs) : [started];
}

/** Ends a sweep whose time is used up, running trials included. */
function endForTime(sweep: Sweep, reason: string, atMs: number): readonly Event[] {
  return [...endAll(sweep, reason, atMs), ...end(sweep, reason, atMs)];
}

/** A sweep that has a completed trial has a winner. */
function end(sweep: Sweep, reason: string, atMs: number): readonly Event[] {
  const state = sweep.best === null ? "failed" : "completed";
  const confirmed = endConfirmation(sweep, atMs);
  const found = confirmed.map(
    (event) => `; ${event.winner === null ? "" : `trial ${event.winner} is `}${event.reason}`,
  );
  return [...confirmed, { kind: "sweepEnded", state, reason: reason + found.join("") + unsatisfied(sweep), atMs }];
}

function nothingLeft(sweep: Sweep): string {
  if (affordsGpuTime(sweep)) return "no epochs are left in the budget";
  return "the GPU-hours that are left would not last for another trial";
}

function endReason(sweep: Sweep): string {
  if (sweep.best === null) return `no trial completed${lastFailure(sweep)}`;
  if (sweep.exhausted !== null) return sweep.exhausted;
  const searched = sweep.trials.filter(({ replicate }) => replicate === 0).length;
  if (searched >= sweep.spec.budget.trials) return "every trial of the budget is done";
  return nothingLeft(sweep);
}

/** That the best trial does not meet the constraints, and by how much; empty when it does. */
function unsatisfied(sweep: Sweep): string {
  const misses = sweep.best === null ? [] : missesOver(sweep, measuredBy(sweep, sweep.best)).map(describeMiss);
  if (misses.length === 0) return "";
  const who = sweep.confirmation === null ? "no trial" : "no finalist on average";
  return `; ${who} satisfied the constraints, nearest is trial ${sweep.best}: ${misses.join(", ")}`;
}

function lastFailure(sweep: Sweep): string {
  const last = sweep.trials.findLast(({ number }) => sweep.history.trials[number]?.state === "failed");
  return last === undefined ? "" : `; the last failure: ${last.reason}`;
}
