import { SweepError } from "../../../error.ts";
import type { TrialState } from "../../../search/history/history.ts";
import type { Decision } from "../commands.ts";
import type { Event, TrialRetried } from "../events.ts";
import { gpuHoursAreUp } from "../gpuTime.ts";
import { reservedForRunning, wallTimeIsUp } from "../nextWork.ts";
import { isOver, type Sweep } from "../state.ts";

/**
 * Lets trials run again that had not come to their end by their own doing, under the same numbers, from their checkpoints; a sweep that had ended goes
 * on for them. `trial` null: all of them.
 *
 * @throws SweepError `notFound` for a trial that is not there, `conflict` for one that is not over or has its result, and where the budget has
 *   nothing left for it.
 */
export function decideRetry(sweep: Sweep, trial: number | null, atMs: number): Decision {
  const reason = "to be tried again";
  const chosen = trial === null ? endedTrials(sweep, RETRIED) : [retriable(sweep, trial)];
  if (chosen.length === 0) return { events: [], answer: { kind: "done", told: [] } };
  checkBudget(sweep, atMs);
  const reopened = decideReopening(sweep, reason, atMs);
  const known = new Set(reopened.map((event) => (event.kind === "trialRetried" ? event.trial : null)));
  const events = [...reopened, ...chosen.filter((one) => !known.has(one)).map(trialRetried(reason, atMs))];
  return { events, answer: { kind: "done", told: chosen.map(String) } };
}

/** Lets an ended sweep go on, with the trials that its end had cancelled; nothing where it runs. */
export function decideReopening(sweep: Sweep, reason: string, atMs: number): Event[] {
  if (!isOver(sweep)) return [];
  const cancelled = endedTrials(sweep, ["cancelled"]);
  return [{ kind: "sweepReopened", reason, atMs }, ...cancelled.map(trialRetried(reason, atMs))];
}

/** Trials that ended in one of these states, by number. */
export function endedTrials({ history }: Sweep, states: readonly TrialState[]): number[] {
  return history.trials.flatMap(({ number, state }) => (states.includes(state) ? [number] : []));
}

export function trialRetried(reason: string, atMs: number): (trial: number) => TrialRetried {
  return (trial) => ({ kind: "trialRetried", trial, reason, atMs });
}

// Their end was not the verdict on their params.
const RETRIED: readonly TrialState[] = ["failed", "preempted", "cancelled"];

function retriable({ spec, history }: Sweep, trial: number): number {
  const record = history.trials[trial];
  if (record === undefined) {
    throw new SweepError(
      "notFound",
      `sweep "${spec.name}" has no trial ${trial}; it has ${history.trials.length} so far`,
    );
  }
  if (RETRIED.includes(record.state)) return trial;
  throw new SweepError(
    "conflict",
    `trial ${trial} is ${record.state}; only ${RETRIED.join(", ")} ones are tried again`,
  );
}

/** What would end it again at once is said before. */
function checkBudget(sweep: Sweep, atMs: number): void {
  const { budget, name } = sweep.spec;
  const conflict = (what: string) => {
    return new SweepError("conflict", `sweep "${name}": ${what}; give it more in the document`);
  };
  if (wallTimeIsUp(sweep, isOver(sweep) ? sweep.atMs : atMs)) throw conflict("spec.budget.wallTime is used up");
  if (gpuHoursAreUp(sweep, sweep.atMs)) throw conflict("spec.budget.gpuHours are used up");
  const left = (budget.totalEpochs ?? Number.POSITIVE_INFINITY) - sweep.epochsCharged;
  if (reservedForRunning(sweep) + budget.epochsPerTrial > left) throw conflict("spec.budget.totalEpochs has none left");
}
