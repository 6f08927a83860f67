import { type Judgement, judgeFinalists } from "../../../search/confirm/judge.ts";
import type { Evidence } from "../../../search/confirm/posterior.ts";
import { steadiedOver } from "../../../search/confirm/steady.ts";
import type { TrialRecord } from "../../../search/history/history.ts";
import { missesOver, violationOf } from "../misses.ts";
import type { Sweep } from "../state.ts";
import type { Contender } from "./confirmation.ts";
import { contenders, measuredBy } from "./contenders.ts";

/** What the replicates say, as the statistics take it: of values, more is better. */
export interface SweepEvidence {
  /** Those in the choice, in the order of the evidence: that have a completed replicate, and none that failed. */
  readonly finalists: readonly Contender[];
  readonly evidence: Evidence;
}

export function evidenceOf(sweep: Sweep): SweepEvidence {
  const { finalists = [], baseline = null } = sweep.confirmation ?? {};
  const inChoice = finalists.filter((one) => isInChoice(sweep, one));
  const compared = baseline !== null && isInChoice(sweep, baseline) ? baseline : null;
  return {
    finalists: inChoice,
    evidence: {
      finalists: inChoice.map((one) => valuesOf(sweep, one).map((value) => upwards(sweep, value))),
      baseline: compared && valuesOf(sweep, compared).map((value) => upwards(sweep, value)),
      searched: searchedValues(sweep).map((value) => signOf(sweep) * value),
      qualified: qualifiedOf(sweep, inChoice),
      error: samplingError(
        sweep,
        inChoice.flatMap(({ replicates }) => replicates),
      ),
    },
  };
}

/** The judgement of what is known now; null before there is anything to judge. */
export function judgementOf(sweep: Sweep): (SweepEvidence & { readonly judgement: Judgement }) | null {
  const known = evidenceOf(sweep);
  const judgement = judgeFinalists(known.evidence);
  return judgement === null ? null : { ...known, judgement };
}

/** The values of a contender by seed, steadied over all replicates; null where one has not completed. */
export function valuesOf(sweep: Sweep, { replicates }: Contender): (number | null)[] {
  const completed = (trials: readonly number[]) => trials.map((trial) => completedRun(sweep, trial));
  const all = contenders(sweep).flatMap((one) => completed(one.replicates));
  const steadied = steadiedOver(all.filter((run) => run !== null));
  return completed(replicates).map((run) => run && steadied(run));
}

/**
 * Which of these finalists may win: those that miss the constraints least in the means over their replicates, all that meet them if any does. With
 * fewer seeds than the others a finalist is measured by those that it has had.
 */
function qualifiedOf(sweep: Sweep, finalists: readonly Contender[]): boolean[] {
  const violations = finalists.map(({ trial }) =>
    trial === null ? 0 : violationOf(missesOver(sweep, measuredBy(sweep, trial))),
  );
  const least = Math.min(...violations);
  return violations.map((violation) => violation === least);
}

/** The trials that the search has completed. */
export function searched({ history }: Sweep) {
  return history.trials.filter(({ state, replicateOf, values }) => {
    return state === "completed" && replicateOf === null && values.length > 0;
  });
}

function searchedValues(sweep: Sweep): number[] {
  const runs = searched(sweep);
  return runs.map(steadiedOver(runs));
}

function completedRun({ history }: Sweep, trial: number): TrialRecord | null {
  const run = history.trials[trial];
  return run?.state === "completed" ? run : null;
}

/** Root mean square of the standard errors of the last values of these trials; 0 without counts. */
export function samplingError(sweep: Sweep, trials: readonly number[]): number {
  const errors = trials.flatMap((trial) => completedRun(sweep, trial)?.errors.at(-1) ?? []);
  if (errors.length === 0) return 0;
  return Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
}

/** 1 where more is better, else -1: values times it are such that more is better, and so back again. */
export function signOf({ spec }: Sweep): 1 | -1 {
  return spec.objective.direction === "maximize" ? 1 : -1;
}

function isInChoice(sweep: Sweep, contender: Contender): boolean {
  return contender.out?.why !== "failed" && valuesOf(sweep, contender).some((value) => value !== null);
}

function upwards(sweep: Sweep, value: number | null): number | null {
  return value === null ? null : signOf(sweep) * value;
}
