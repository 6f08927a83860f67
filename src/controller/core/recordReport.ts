import { SweepError } from "../../error.ts";
import type { Verdict } from "../../search/pruners/pruner.ts";
import { type Breakdown, breakdown } from "./breakdown.ts";
import type { Report } from "./commands.ts";
import { stop } from "./endings.ts";
import type { Event, ReportRecorded } from "./events.ts";
import { lastStep } from "./lastReport.ts";
import { checkReport, type MeasuredReport, measureReport } from "./measureReport.ts";
import type { Lease, Sweep } from "./state.ts";

/**
 * Records what a trainer said under a live lease and asks the pruner; what is no valid report fails the trial. A trainer that goes on after the
 * last epoch of the budget has done what was asked: its trial is completed by that epoch.
 */
export function recordReport(sweep: Sweep, held: Lease, said: Report, atMs: number): readonly Event[] {
  const { epochsPerTrial } = sweep.spec.budget;
  if (!said.test && said.step > epochsPerTrial && lastStep(sweep, held.trial) === epochsPerTrial)
    return stop(held, "completed", `epoch ${epochsPerTrial} is the last of the budget; the trainer went on`, atMs);
  try {
    if (!said.test) return record(sweep, held, said, atMs);
    return [recordTest(sweep, held, said, atMs)];
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    const what = said.test ? "report of the test set" : `report for epoch ${said.step}`;
    return stop(held, "failed", `${what}: ${error.message}`, atMs);
  }
}

function record(sweep: Sweep, held: Lease, said: Report, atMs: number): readonly Event[] {
  const measured = measureReport(sweep, held, said);
  const verdict = judge(sweep, held.trial, said.step, measured);
  const recorded = recordedOf(sweep, held, said, measured, verdict, atMs);
  const ending =
    breakdown(sweep, held, said, measured.value) ?? (verdict?.kind === "prune" ? pruned(verdict.reason) : null);
  if (ending === null) return recorded;
  const after = { ...held, reports: held.reports + (said.kept === true ? 0 : recorded.length) };
  return [...recorded, ...stop(after, ending.state, ending.reason, atMs)];
}

// A later attempt that repeats steps is not judged again: the pruner has had its say about them.
function judge(sweep: Sweep, trial: number, step: number, measured: MeasuredReport): Verdict | null {
  // A replicate is trained in full: what is compared is the end.
  if (step <= (sweep.trials[trial]?.furthest ?? 0) || sweep.trials[trial]?.replicate !== 0) return null;
  const { value, error, violation, missed } = measured;
  const verdict = sweep.pruner.judge(sweep.history, trial, step, value, error, violation);
  if (verdict.reason === null) return verdict;
  // The pruner speaks of the value; why a trial stands behind others with worse ones is the constraints' matter.
  return { ...verdict, reason: [verdict.reason, ...missed].join("; ") };
}

// A value that is no number is none to keep.
function recordedOf(
  sweep: Sweep,
  { trial, attempt }: Lease,
  said: Report,
  { value, centre, error, skew, ends, constraintValues, violation }: MeasuredReport,
  verdict: Verdict | null,
  atMs: number,
): readonly ReportRecorded[] {
  if (!Number.isFinite(value)) return [];
  const { seq, step, counts, classes, kept } = said;
  return [
    {
      kind: "reportRecorded",
      trial,
      attempt,
      seq,
      step,
      value,
      error,
      ...(centre === null ? {} : { centre }),
      ...(skew === null ? {} : { skew }),
      ...(ends === null ? {} : { ends }),
      ...(sweep.spec.constraints === undefined ? {} : { constraintValues, violation }),
      counts,
      ...(sweep.classes === null && classes.length > 0 ? { classes } : {}),
      ...finiteScalars(said),
      ...(kept === true ? { kept } : {}),
      ...(verdict?.reason == null ? {} : { verdict: verdict.reason }),
      atMs,
    },
  ];
}

function recordTest(sweep: Sweep, held: Lease, said: Report, atMs: number): Event {
  checkReport(sweep, held, said);
  const { trial, attempt } = held;
  const { seq, counts } = said;
  if (counts === null) throw new SweepError("invalid", "test: has no counts");
  checkTests(sweep, held);
  return { kind: "testRecorded", trial, attempt, seq, counts, atMs };
}

// One an epoch is more than anybody looks at, and each takes its place in the journal.
function checkTests(sweep: Sweep, { tests }: Lease): void {
  const { epochsPerTrial } = sweep.spec.budget;
  if (tests < epochsPerTrial) return;
  const most = `at most ${epochsPerTrial} of an attempt are taken, one an epoch (spec.budget.epochsPerTrial)`;
  throw new SweepError("invalid", `test: is said for the ${tests + 1}th time; ${most}`);
}

function finiteScalars({ scalars }: Report): Pick<ReportRecorded, "scalars"> {
  const finite = Object.entries(scalars).filter(([, scalar]) => Number.isFinite(scalar));
  return finite.length > 0 ? { scalars: Object.fromEntries(finite) } : {};
}

function pruned(reason: string): Breakdown {
  return { state: "pruned", reason };
}
