import { SweepError } from "../../error.ts";
import type { Verdict } from "../../search/pruners/pruner.ts";
import { type Breakdown, breakdown, stopOn } from "./breakdown.ts";
import type { Report } from "./commands.ts";
import { stop } from "./endings.ts";
import type { Event, ReportRecorded } from "./events.ts";
import { checkReport, measureReport } from "./measureReport.ts";
import { describeMiss, missesOf } from "./misses.ts";
import type { Lease, Sweep } from "./state.ts";

/** Records what a trainer said under a live lease and asks the pruner; what is no valid report fails the trial. */
export function recordReport(sweep: Sweep, held: Lease, said: Report, atMs: number): readonly Event[] {
  try {
    return said.test ? [recordTest(sweep, held, said, atMs)] : record(sweep, held, said, atMs);
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    const what = said.test ? "report of the test set" : `report for epoch ${said.step}`;
    return stop(held, "failed", `${what}: ${error.message}`, atMs);
  }
}

function recordTest(sweep: Sweep, held: Lease, said: Report, atMs: number): Event {
  checkReport(sweep, held, said);
  const { trial, attempt } = held;
  const { seq, counts } = said;
  if (counts === null) throw new SweepError("invalid", "test: has no counts");
  return { kind: "testRecorded", trial, attempt, seq, counts, atMs };
}

function record(sweep: Sweep, held: Lease, said: Report, atMs: number): readonly Event[] {
  const { value, error, constraintValues, violation } = measureReport(sweep, held, said);
  if (!Number.isFinite(value)) {
    const reason = `report for epoch ${said.step}: ${sweep.metric.name}: ${value} must be a finite number`;
    return stop(held, stopOn(sweep).nan, reason, atMs);
  }
  const { constraints = [] } = sweep.spec;
  const recorded = {
    kind: "reportRecorded",
    trial: held.trial,
    attempt: held.attempt,
    seq: said.seq,
    step: said.step,
    value,
    error,
    ...(constraints.length > 0 ? { constraintValues, violation } : {}),
    counts: said.counts,
    ...(sweep.classes === null && said.classes.length > 0 ? { classes: said.classes } : {}),
    ...finiteScalars(said),
    atMs,
  } as const;
  const misses = missesOf(constraints, constraintValues).map(describeMiss);
  const verdict = withMisses(judge(sweep, recorded, violation), misses);
  const judged = verdict?.reason == null ? recorded : { ...recorded, verdict: verdict.reason };
  const ending = breakdown(sweep, held, said) ?? (verdict?.kind === "prune" ? pruned(verdict.reason) : null);
  if (ending === null) return [judged];
  const after = { ...held, reports: held.reports + 1 };
  return [judged, ...stop(after, ending.state, ending.reason, atMs)];
}

function finiteScalars({ scalars }: Report): Pick<ReportRecorded, "scalars"> {
  const finite = Object.entries(scalars).filter(([, scalar]) => Number.isFinite(scalar));
  return finite.length > 0 ? { scalars: Object.fromEntries(finite) } : {};
}

// A later attempt that repeats steps is not judged again: the pruner has had its say about them.
function judge(sweep: Sweep, { trial, step, value, error }: ReportRecorded, violation: number): Verdict | null {
  // A replicate is trained in full: what is compared is the end.
  if (step <= (sweep.trials[trial]?.furthest ?? 0) || sweep.trials[trial]?.replicate !== 0) return null;
  return sweep.pruner.judge(sweep.history, trial, step, value, error, violation);
}

// The pruner speaks of the value; why a trial stands behind others with worse ones is the constraints' matter.
function withMisses(verdict: Verdict | null, misses: readonly string[]): Verdict | null {
  if (verdict === null || verdict.reason === null) return verdict;
  return { ...verdict, reason: [verdict.reason, ...misses].join("; ") };
}

function pruned(reason: string): Breakdown {
  return { state: "pruned", reason };
}
