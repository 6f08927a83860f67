import type { ConfirmationEnded, ConfirmationStarted, FinalistDropped } from "../events.ts";
import type { Sweep } from "../state.ts";
import type { Confirmation, Contender } from "./confirmation.ts";
import { contenders } from "./contenders.ts";

/** A confirmation that has just started. */
export function newConfirmation(sweep: Sweep, { finalists, seeds }: ConfirmationStarted): Confirmation {
  const contender = (trial: number | null, params: Contender["params"]): Contender => {
    return { trial, params, replicates: [], out: null };
  };
  const { baseline } = sweep.spec;
  return {
    seeds,
    finalists: finalists.map((trial) => contender(trial, sweep.history.trials[trial]?.params ?? {})),
    baseline: baseline === undefined ? null : contender(null, baseline.params),
    ended: false,
  };
}

/** Takes a new trial in as the next replicate of a contender. */
export function addReplicate(sweep: Sweep, of: number, trial: number): void {
  const { finalists = [], baseline = null } = sweep.confirmation ?? {};
  const contender = finalists.find((finalist) => finalist.trial === of) ?? baseline;
  if (contender === null) throw new Error(`trial ${of} is no finalist`);
  contender.trial ??= trial;
  contender.replicates.push(trial);
}

/** The winner is named: it is the best from now on. */
export function nameWinner(sweep: Sweep, { winner }: ConfirmationEnded): void {
  if (sweep.confirmation === null) throw new Error("no confirmation has started");
  sweep.confirmation.ended = true;
  if (winner !== null) sweep.best = winner;
}

/** A contender gets no more seeds. */
export function dropContender(sweep: Sweep, { trial, why, reason }: FinalistDropped): void {
  const contender = contenders(sweep).find((one) => one.trial === trial);
  if (contender === undefined) throw new Error(`trial ${trial} is no finalist`);
  contender.out = { why, reason };
}
