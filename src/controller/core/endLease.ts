import type { Command, Finish } from "./commands.ts";
import { leaseEnded, trialEnded } from "./endings.ts";
import type { Event } from "./events.ts";
import { lastStep } from "./lastReport.ts";
import { isHolder } from "./speaker.ts";
import type { Lease, Sweep } from "./state.ts";

// A trial that loses its machine so often without coming any further would do so for ever.
const STALLED_ATTEMPTS = 5;

/** The trainer has ended by itself, or its agent gives the trial back. */
export function finishLease(
  sweep: Sweep,
  held: Lease,
  { outcome, reason, unstarted }: Finish,
  atMs: number,
): readonly Event[] {
  if (outcome === "preempted")
    return giveBack(sweep, held, { why: "returned", reason, unstarted: unstarted === true }, atMs);
  const last = lastStep(sweep, held.trial);
  // It went on from a checkpoint and said nothing, so the value of where it ended is not known: an older one is not its own.
  const silent = held.attempt > 1 && held.reports === 0 && sweep.spec.trainer.kind !== "bundled";
  if (outcome === "completed" && silent && last < sweep.spec.budget.epochsPerTrial) {
    return giveBack(
      sweep,
      held,
      { why: "returned", reason: `the trainer ended without a report after epoch ${last}` },
      atMs,
    );
  }
  const empty = outcome === "completed" && last === 0;
  const state = empty ? "failed" : outcome;
  const why = empty ? "the trainer ended without a report" : reason;
  return [leaseEnded(held, "finished", held.reports, atMs), trialEnded(held.trial, state, why, atMs)];
}

/** The engine gives the lease up. */
export function expireLease(
  sweep: Sweep,
  held: Lease,
  { why, unheard = false, lingers = why === "gap" }: Extract<Command, { kind: "expire" }>,
  atMs: number,
): readonly Event[] {
  return giveBack(sweep, held, { ...GIVEN_UP[why](held), unstarted: unheard && !lingers, lingers }, atMs);
}

/**
 * Nothing of a trainer runs any more that was stopped, or that its agent gave up because it did not hear of the controller for a whole lease. `epochs`:
 * what it has trained in all; null: nobody knows, so all that was reserved for it.
 */
export function trainerGone(
  sweep: Sweep,
  { trial, attempt, epochs, by }: Omit<Extract<Command, { kind: "gone" }>, "kind" | "nowMs">,
  atMs: number,
): readonly Event[] {
  const { epochsPerTrial } = sweep.spec.budget;
  const trained = Math.min(epochs ?? epochsPerTrial, epochsPerTrial);
  const held = sweep.leases.get(trial);
  if (held?.attempt === attempt && isHolder(held, by)) {
    const reason = `agent ${held.agent} heard nothing of the controller for a whole lease`;
    return giveBack(sweep, held, { why: "expired", reason, epochs: Math.max(trained, held.reports) }, atMs);
  }
  const leaving = sweep.leaving.find((one) => one.trial === trial && one.attempt === attempt && isHolder(one, by));
  if (leaving === undefined) return correctCharge(sweep, { trial, attempt, epochs, by }, atMs);
  return [{ kind: "trainerGone", trial, attempt, epochs: Math.max(0, trained - leaving.epochs), atMs }];
}

/** The agent of an attempt that ended by silence is back. It may have stood still: what it did not train costs nothing. */
function correctCharge(
  sweep: Sweep,
  { trial, attempt, epochs, by }: Pick<Extract<Command, { kind: "gone" }>, "trial" | "attempt" | "epochs" | "by">,
  atMs: number,
): readonly Event[] {
  const unheard = sweep.unheard.find((one) => one.trial === trial && one.attempt === attempt && isHolder(one, by));
  if (unheard === undefined || epochs === null) return [];
  const trained = Math.min(Math.max(epochs, unheard.reports), unheard.epochs);
  return trained < unheard.epochs ? [{ kind: "chargeCorrected", trial, attempt, epochs: trained, atMs }] : [];
}

type GivenUp = Pick<GivenBack, "why" | "reason">;

const GIVEN_UP = {
  expired: ({ agent }: Lease): GivenUp => ({
    why: "expired",
    reason: `nothing was heard of agent ${agent} for a whole lease`,
  }),
  gone: ({ agent }: Lease): GivenUp => ({ why: "expired", reason: `the process of agent ${agent} was killed` }),
  undelivered: ({ agent }: Lease): GivenUp => ({ why: "undelivered", reason: `agent ${agent} does not hold it` }),
  // Training went on beyond what the journal knows, as in silence.
  gap: ({ agent, seq }: Lease): GivenUp => ({
    why: "expired",
    reason: `the journal ends with message ${seq} of agent ${agent}, which goes on from a later one`,
  }),
};

/** How a lease ends whose trial goes on with another. */
interface GivenBack {
  readonly why: "returned" | "expired" | "undelivered";
  readonly reason: string;
  /** As far as anybody knows no trainer ran. */
  readonly unstarted?: boolean;
  /** Its trainer may still run. */
  readonly lingers?: boolean;
  /** What it takes from the budget, where that is known. */
  readonly epochs?: number;
}

function giveBack(sweep: Sweep, held: Lease, given: GivenBack, atMs: number): readonly Event[] {
  const { why, reason, unstarted = false, lingers = false } = given;
  const { epochsPerTrial } = sweep.spec.budget;
  // Nobody knows how far a lost trainer has come, so it has used all that was reserved for it. While it lingers, that is reserved still.
  const { epochs = why === "expired" && !lingers ? epochsPerTrial : held.reports } = given;
  const ended = { ...leaseEnded(held, why, epochs, atMs, lingers), ...(unstarted ? { unstarted } : {}) };
  if (lastStep(sweep, held.trial) === epochsPerTrial) {
    return [ended, trialEnded(held.trial, "completed", `every epoch was reported, then ${reason}`, atMs)];
  }
  const stalled = (sweep.trials[held.trial]?.stalled ?? 0) + 1;
  if (stalled >= STALLED_ATTEMPTS && !unstarted) {
    const last = `${stalled} attempts in a row came no further; the last: ${reason}`;
    return [ended, trialEnded(held.trial, "preempted", last, atMs)];
  }
  return [ended, { kind: "trialRequeued", trial: held.trial, reason, atMs }];
}
