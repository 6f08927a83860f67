import type { Finish } from "./commands.ts";
import { leaseEnded, trialEnded } from "./endings.ts";
import type { Event } from "./events.ts";
import { lastStep } from "./lastReport.ts";
import type { Lease, Sweep } from "./state.ts";

// A trial that loses its machine so often without coming any further would do so for ever.
const STALLED_ATTEMPTS = 5;

/** The trainer has ended by itself, or its agent gives the trial back. */
export function finishLease(sweep: Sweep, held: Lease, { outcome, reason }: Finish, atMs: number): readonly Event[] {
  if (outcome === "preempted") return giveBack(sweep, held, "returned", reason, atMs);
  const empty = outcome === "completed" && lastStep(sweep, held.trial) === 0;
  const state = empty ? "failed" : outcome;
  const why = empty ? "the trainer ended without a report" : reason;
  return [leaseEnded(held, "finished", held.reports, atMs), trialEnded(held.trial, state, why, atMs)];
}

/** The engine gives the lease up. */
export function expireLease(sweep: Sweep, held: Lease, why: "expired" | "undelivered", atMs: number): readonly Event[] {
  const said =
    why === "expired"
      ? `nothing was heard of agent ${held.agent} for a whole lease`
      : `agent ${held.agent} does not hold it`;
  return giveBack(sweep, held, why, said, atMs);
}

function giveBack(
  sweep: Sweep,
  held: Lease,
  why: "returned" | "expired" | "undelivered",
  reason: string,
  atMs: number,
): readonly Event[] {
  const { epochsPerTrial } = sweep.spec.budget;
  // Nobody knows how far a lost trainer has come, so it has used all that was reserved for it.
  const epochs = why === "expired" ? epochsPerTrial : held.reports;
  const ended = leaseEnded(held, why, epochs, atMs);
  if (lastStep(sweep, held.trial) === epochsPerTrial) {
    return [ended, trialEnded(held.trial, "completed", `every epoch was reported, then ${reason}`, atMs)];
  }
  const stalled = (sweep.trials[held.trial]?.stalled ?? 0) + 1;
  if (stalled >= STALLED_ATTEMPTS) {
    const given = `${stalled} attempts in a row came no further; the last: ${reason}`;
    return [ended, trialEnded(held.trial, "preempted", given, atMs)];
  }
  return [ended, { kind: "trialRequeued", trial: held.trial, reason, atMs }];
}
