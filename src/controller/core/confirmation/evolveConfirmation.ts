import type { Params } from "../../../search/space/parameter.ts";
import type { ConfirmationEnded, ConfirmationStarted, FinalistDropped } from "../events.ts";
import type { Sweep } from "../state.ts";
import type { Confirmation, Contender } from "./confirmation.ts";
import { contenders } from "./contenders.ts";

/** A confirmation that has just started. */
export function newConfirmation(sweep: Sweep, { finalists, seeds }: ConfirmationStarted): Confirmation {
  const contender = (trial: number | null, params: Contender["params"]): Contender => {
    return { trial, params, replicates: trial === null ? [] : replicatesOf(sweep, trial, seeds), out: null };
  };
  const { baseline } = sweep.spec;
  return {
    seeds,
    finalists: finalists.map((trial) => contender(trial, sweep.history.trials[trial]?.params ?? {})),
    baseline: baseline === undefined ? null : contender(earlierBaseline(sweep, baseline.params), baseline.params),
    ended: false,
  };
}

/** Those of an earlier confirmation, of a sweep that was changed: by seed, as far as they have been trained with these seeds. */
function replicatesOf({ trials, history }: Sweep, of: number, seeds: readonly number[]): number[] {
  const had = seeds.map((seed) => {
    return trials.find(({ number, replicate, seed: its }) => {
      return replicate > 0 && its === seed && history.trials[number]?.replicateOf === of;
    });
  });
  const missing = had.indexOf(undefined);
  return had.slice(0, missing < 0 ? had.length : missing).flatMap((trial) => trial?.number ?? []);
}

/** The first replicate of a baseline is known by its own number. */
function earlierBaseline({ history }: Sweep, params: Params): number | null {
  const isIt = (known: Params) => JSON.stringify(known) === JSON.stringify(params);
  return (
    history.trials.find(({ number, replicateOf, params: its }) => replicateOf === number && isIt(its))?.number ?? null
  );
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
