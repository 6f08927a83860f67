import { stream, trialSeed } from "../../search/chance/stream.ts";
import type { Command, Decision, Finish } from "./commands.ts";
import { nextReplicate } from "./confirmation/contenders.ts";
import { leaseEnded, trialEnded } from "./endings.ts";
import type { Event } from "./events.ts";
import { endForTime, wallTimeIsUp, wantsSlot } from "./settle.ts";
import { type Lease, lastStep, type Sweep } from "./state.ts";

type Slot = Pick<Extract<Command, { kind: "lease" }>, "agent" | "solved">;

// A trial that loses its machine so often without coming any further would do so for ever.
const STALLED_ATTEMPTS = 5;

/**
 * Gives a free slot its trial: the longest waiting one, or a new one from the sampler. What takes the sampler long is not worked out here: the answer
 * is then the problem, and with its solution the asker asks again.
 */
export function lease(sweep: Sweep, { agent, solved }: Slot, atMs: number): Decision {
  const nothing = { kind: "nothing" } as const;
  if (!wantsSlot(sweep)) return { events: [], answer: nothing };
  if (wallTimeIsUp(sweep, atMs)) return { events: endForTime(sweep, atMs), answer: nothing };
  const waiting = sweep.waiting[0];
  if (waiting !== undefined) {
    const attempt = (sweep.trials[waiting]?.attempts.length ?? 0) + 1;
    return granted([], waiting, attempt, agent, atMs);
  }
  const trial = sweep.trials.length;
  const replicate = nextReplicate(sweep);
  if (replicate !== null)
    return granted([{ kind: "trialSuggested", trial, ...replicate, atMs }], trial, 1, agent, atMs);
  const { seed } = sweep.spec.sampler;
  const proposed = sweep.sampler.suggest(sweep.history, stream(seed, trial));
  const isSolved = proposed.kind === "deferred" && solved?.trial === trial;
  const suggestion = isSolved ? proposed.finish(solved.solution) : proposed;
  if (suggestion.kind === "deferred") {
    const unsolved = { trial, asOf: sweep.seq, problem: suggestion.problem };
    return { events: [], answer: { kind: "unsolved", unsolved } };
  }
  if (suggestion.kind === "exhausted") {
    const exhausted: Event = { kind: "searchExhausted", reason: suggestion.reason, atMs };
    return { events: [exhausted], answer: nothing };
  }
  const { kind: _, ...said } = suggestion;
  const asOf = isSolved ? { asOf: solved.asOf } : {};
  const suggested: Event = { kind: "trialSuggested", trial, seed: trialSeed(seed, trial), ...said, ...asOf, atMs };
  return granted([suggested], trial, 1, agent, atMs);
}

function granted(before: readonly Event[], trial: number, attempt: number, agent: string, atMs: number): Decision {
  const events = [...before, { kind: "leaseGranted", trial, attempt, agent, atMs } as const];
  return { events, answer: { kind: "granted", trial, attempt } };
}

/** The trainer has ended by itself, or its agent gives the trial back. */
export function finish(sweep: Sweep, held: Lease, { outcome, reason }: Finish, atMs: number): readonly Event[] {
  if (outcome === "preempted") return giveBack(sweep, held, "returned", reason, atMs);
  const empty = outcome === "completed" && lastStep(sweep, held.trial) === 0;
  const state = empty ? "failed" : outcome;
  const why = empty ? "the trainer ended without a report" : reason;
  return [leaseEnded(held, "finished", held.reports, atMs), trialEnded(held.trial, state, why, atMs)];
}

/** The engine gives the lease up. */
export function expire(sweep: Sweep, held: Lease, why: "expired" | "undelivered", atMs: number): readonly Event[] {
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
