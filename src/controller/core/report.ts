import { SweepError } from "../../error.ts";
import { type Measurable, type Measured, measure } from "../../metrics/metric.ts";
import type { Verdict } from "../../search/pruners/pruner.ts";
import { type Breakdown, breakdown, stopOn } from "./breakdown.ts";
import { checkReport } from "./checkReport.ts";
import type { Report } from "./commands.ts";
import { stop } from "./endings.ts";
import type { Event, ReportRecorded } from "./events.ts";
import { describeMiss, measureConstraints, missesOf } from "./misses.ts";
import type { Lease, Sweep } from "./state.ts";

/** Records what a trainer said under a live lease and asks the pruner; what is no valid report fails the trial. */
export function report(sweep: Sweep, held: Lease, said: Report, atMs: number): readonly Event[] {
  try {
    checkReport(sweep, held, said);
    return said.test ? [testRecorded(held, said, atMs)] : record(sweep, held, said, atMs);
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    const what = said.test ? "report of the test set" : `report for epoch ${said.step}`;
    return stop(held, "failed", `${what}: ${error.message}`, atMs);
  }
}

function testRecorded({ trial, attempt }: Lease, { seq, counts }: Report, atMs: number): Event {
  if (counts === null) throw new SweepError("invalid", "test: has no counts");
  return { kind: "testRecorded", trial, attempt, seq, counts, atMs };
}

function record(sweep: Sweep, held: Lease, said: Report, atMs: number): readonly Event[] {
  const { trial, attempt } = held;
  const { seq, step, counts } = said;
  const { value, error } = objectiveOf(sweep, said);
  if (!Number.isFinite(value)) {
    const reason = `report for epoch ${step}: ${sweep.metric.name}: ${value} must be a finite number`;
    return stop(held, stopOn(sweep).nan, reason, atMs);
  }
  const { constraints = [] } = sweep.spec;
  const constrained = measureConstraints(constraints, measurable(sweep, said));
  const names = sweep.classes === null && said.classes.length > 0 ? { classes: said.classes } : {};
  const finite = Object.entries(said.scalars).filter(([, scalar]) => Number.isFinite(scalar));
  const scalars = finite.length > 0 ? { scalars: Object.fromEntries(finite) } : {};
  const recorded = {
    kind: "reportRecorded",
    trial,
    attempt,
    seq,
    step,
    value,
    error,
    ...(constraints.length > 0 ? constrained : {}),
    counts,
    ...names,
    ...scalars,
    atMs,
  } as const;

  const misses = missesOf(constraints, constrained.constraintValues).map(describeMiss);
  const verdict = withMisses(judge(sweep, recorded, constrained.violation), misses);
  const judged = verdict?.reason == null ? recorded : { ...recorded, verdict: verdict.reason };
  const ending = breakdown(sweep, held, said) ?? (verdict?.kind === "prune" ? pruned(verdict.reason) : null);
  if (ending === null) return [judged];
  const after = { ...held, reports: held.reports + 1 };
  return [judged, ...stop(after, ending.state, ending.reason, atMs)];
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

function objectiveOf(sweep: Sweep, said: Report): Measured {
  // A script that is read where it stands has one number: whatever the objective is, that is it.
  const { metric } = sweep;
  if (metric.kind === "scalar" && said.value !== null && !Object.hasOwn(said.scalars, metric.scalar)) {
    return { value: said.value, error: null };
  }
  return measure(metric, measurable(sweep, said));
}

function measurable(sweep: Sweep, said: Report): Measurable {
  return { ...said, classes: said.classes.length > 0 ? said.classes : (sweep.classes ?? []) };
}
