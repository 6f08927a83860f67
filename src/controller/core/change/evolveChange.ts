import { arrange } from "../arrange.ts";
import { chooseBest } from "../best.ts";
import { contenders } from "../confirmation/contenders.ts";
import type { SweepSpec } from "../document/spec.ts";
import type { SweepChanged, SweepReopened, TrialRetried } from "../events.ts";
import type { Sweep } from "../state.ts";

/**
 * The sweep goes on by another document, with all that it knows. What is no more than a last report knows of new constraints (see `Remeasured`) holds for the
 * epochs before it too.
 */
export function takeChange(sweep: Sweep, { spec, chance, remeasured = [] }: SweepChanged): void {
  const before = sweep.spec;
  const history = sweep.history;
  Object.assign(sweep, arrange(spec, chance, sweep.earlier));
  sweep.specSeq = sweep.seq + 1;
  const violations = new Map(remeasured.map(({ trial, violation }) => [trial, violation]));
  sweep.history.takeOver(history, (trial) => violations.get(trial) ?? null);
  for (const { trial, constraintValues } of remeasured) {
    const known = sweep.trials[trial];
    if (known !== undefined) known.constraintValues = constraintValues;
  }
  sweep.failures = [];
  if (!isSame(before.sampler, spec.sampler)) sweep.exhausted = null;
  if (SEARCH.some((part) => !isSame(before[part], spec[part])) || searchMayGoOn(before, spec)) backToSearch(sweep);
}

/** What was decided when the finalists were chosen. */
const SEARCH = ["objective", "constraints", "confirm", "baseline", "sampler"] as const satisfies (keyof SweepSpec)[];

function searchMayGoOn({ budget: before }: SweepSpec, { budget }: SweepSpec): boolean {
  return before.trials !== budget.trials || before.totalEpochs !== budget.totalEpochs;
}

/** The finalists are chosen anew when the search is over; the replicates that they have had are kept, see `newConfirmation`. */
function backToSearch(sweep: Sweep): void {
  sweep.confirmation = null;
  chooseBest(sweep);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** An ended sweep runs again. */
export function reopen(sweep: Sweep, { atMs }: SweepReopened): void {
  sweep.phase = "running";
  sweep.reason = "";
  sweep.restedMs += atMs - sweep.atMs;
  sweep.failures = [];
  if (sweep.confirmation !== null) sweep.confirmation.ended = false;
}

/** A trial that had ended is to run again; its state is the caller's matter. */
export function retry(sweep: Sweep, { trial, reason }: TrialRetried): void {
  const known = sweep.trials[trial];
  if (known === undefined) throw new Error(`there is no trial ${trial}`);
  known.reason = reason;
  known.stalled = 0;
  sweep.failures = sweep.failures.filter((failed) => failed !== trial);
  sweep.waiting.push(trial);
  sweep.waiting.sort((a, b) => a - b);
  if (known.replicate === 0) return backToSearch(sweep);
  const contender = contenders(sweep).find(({ replicates }) => replicates.includes(trial));
  if (contender?.out?.why === "failed") contender.out = null;
}
