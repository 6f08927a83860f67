import { nextReplicate } from "./confirmation/contenders.ts";
import { dropFinalists, endConfirmation, startConfirmation } from "./confirmation/decideConfirmation.ts";
import { reservedEpochs } from "./document/confirm.ts";
import { endAll } from "./endings.ts";
import type { Event } from "./events.ts";
import { describeMiss, missesAt } from "./misses.ts";
import { isOver, type Sweep } from "./state.ts";

// A trainer that breaks this often before any trial has reported once is a broken command, not a bad configuration.
const FAILURES_WITHOUT_REPORT = 3;

/**
 * What follows from the sweep as it is now, after any command: trials that can no longer be afforded end, a broken sweep is given up,
 * a search that is over goes on to its confirmation, and a sweep with nothing left to do ends.
 */
export function settle(sweep: Sweep, atMs: number): readonly Event[] {
  if (isOver(sweep)) return [];
  const broken = givenUp(sweep);
  if (broken !== null) {
    const state = "failed";
    return [...endAll(sweep, "the sweep was given up", atMs), { kind: "sweepEnded", state, reason: broken, atMs }];
  }
  const dropped = dropFinalists(sweep, atMs);
  if (dropped.length > 0) return dropped;
  if (sweep.leases.size > 0 || maySuggest(sweep)) return [];
  if (sweep.waiting.length > 0 && affords(sweep)) return [];
  const cancelled = endAll(sweep, "no epochs are left in the budget", atMs);
  const started = startConfirmation(sweep, atMs);
  return started !== null ? [...cancelled, started] : [...cancelled, ...end(sweep, endReason(sweep), atMs)];
}

/** Whether a free slot would get a trial of this sweep now. */
export function wantsSlot(sweep: Sweep): boolean {
  if (sweep.phase !== "running" || sweep.leases.size >= sweep.spec.budget.parallel) return false;
  return sweep.waiting.length > 0 ? affords(sweep) : maySuggest(sweep);
}

export function wallTimeIsUp(sweep: Sweep, nowMs: number): boolean {
  const { wallTimeMs } = sweep.spec.budget;
  return wallTimeMs !== null && nowMs - sweep.createdAtMs >= wallTimeMs;
}

/** Ends a sweep whose wall time is used up, running trials included. */
export function endForTime(sweep: Sweep, atMs: number): readonly Event[] {
  const reason = "the wall time is used up";
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

function maySuggest(sweep: Sweep): boolean {
  if (sweep.confirmation !== null) return nextReplicate(sweep) !== null && affords(sweep);
  return sweep.exhausted === null && sweep.trials.length < sweep.spec.budget.trials && affords(sweep);
}

/** Whether the budget has the epochs of one more attempt, when every running one trains to its end. */
function affords(sweep: Sweep): boolean {
  const { totalEpochs, epochsPerTrial } = sweep.spec.budget;
  if (totalEpochs === null) return true;
  // The search leaves to the confirmation what that may take.
  const left = totalEpochs - sweep.epochsCharged - (sweep.confirmation === null ? reservedEpochs(sweep.spec) : 0);
  return (sweep.leases.size + 1) * epochsPerTrial <= left;
}

function givenUp(sweep: Sweep): string | null {
  const { failed } = sweep.tally;
  if (sweep.epochsRun > 0 || failed < FAILURES_WITHOUT_REPORT) return null;
  const last = sweep.trials.findLast(({ number }) => sweep.history.trials[number]?.state === "failed");
  return `${failed} trials failed before any had reported; the last: ${last?.reason}`;
}

function endReason(sweep: Sweep): string {
  if (sweep.best === null) return `no trial completed${lastFailure(sweep)}`;
  if (sweep.exhausted !== null) return sweep.exhausted;
  const searched = sweep.trials.filter(({ replicate }) => replicate === 0).length;
  if (searched >= sweep.spec.budget.trials) return "every trial of the budget is done";
  return "no epochs are left in the budget";
}

/** That the best trial does not meet the constraints, and by how much; empty when it does. */
function unsatisfied(sweep: Sweep): string {
  const misses = sweep.best === null ? [] : missesAt(sweep, sweep.best).map(describeMiss);
  if (misses.length === 0) return "";
  const who = sweep.confirmation === null ? "no trial" : "no finalist on average";
  return `; ${who} satisfied the constraints, nearest is trial ${sweep.best}: ${misses.join(", ")}`;
}

function lastFailure(sweep: Sweep): string {
  const last = sweep.trials.findLast(({ number }) => sweep.history.trials[number]?.state === "failed");
  return last === undefined ? "" : `; the last failure: ${last.reason}`;
}
