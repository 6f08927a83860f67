import { SweepError } from "../../error.ts";
import { checkCounts, classCount } from "../../metrics/counts.ts";
import { type Measured, measure } from "../../metrics/metric.ts";
import type { Report } from "./commands.ts";
import { stop } from "./endings.ts";
import type { Event } from "./events.ts";
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
    counts,
    ...names,
    ...scalars,
    atMs,
  } as const;

  // A later attempt that repeats steps is not judged again: the pruner has had its say about them.
  if (step <= (sweep.trials[trial]?.furthest ?? 0)) return [recorded];
  const verdict = sweep.pruner.judge(sweep.history, trial, step, value, error);
  const judged = verdict.reason === null ? recorded : { ...recorded, verdict: verdict.reason };
  if (verdict.kind === "continue") return [judged];
  const after = { ...held, reports: held.reports + 1 };
  return [judged, ...stop(after, "pruned", verdict.reason, atMs)];
}

function objectiveOf(sweep: Sweep, said: Report): Measured {
  const classes = said.classes.length > 0 ? said.classes : (sweep.classes ?? []);
  const measured = measure(sweep.metric, { ...said, classes });
  if (!Number.isFinite(measured.value)) {
    throw new SweepError("invalid", `${sweep.metric.name}: ${measured.value} must be a finite number`);
  }
  return measured;
}

/** @throws SweepError `invalid` with what is wrong with the report. */
function checkReport(sweep: Sweep, held: Lease, said: Report): void {
  if (!said.test) checkStep(sweep, held, said.step);
  if (said.counts === null) return;
  const [mistake] = checkCounts(said.counts, said.test ? "test counts" : "counts");
  if (mistake !== undefined) throw new SweepError("invalid", `${mistake.path}: ${mistake.rule}`);
  const count = classCount(said.counts);
  if (said.classes.length > 0 && said.classes.length !== count) {
    throw new SweepError("invalid", `classes: ${said.classes.length} names for ${count} classes`);
  }
  if (new Set(said.classes).size !== said.classes.length) throw new SweepError("invalid", "classes: names must differ");
  const known = sweep.classes;
  const changed =
    known !== null && (said.classes.length > 0 ? !sameNames(known, said.classes) : known.length !== count);
  if (changed) {
    const now = said.classes.length > 0 ? said.classes.join(", ") : `${count} without names`;
    throw new SweepError(
      "invalid",
      `classes: were ${known.join(", ")}, now ${now}; they must stay the same in a sweep`,
    );
  }
  const before = sweep.trials[held.trial]?.counts ?? null;
  if (before !== null && classCount(before) !== count) {
    throw new SweepError(
      "invalid",
      `counts: ${count} classes after ${classCount(before)}; they must stay the same in a sweep`,
    );
  }
}

function checkStep(sweep: Sweep, held: Lease, step: number): void {
  const { epochsPerTrial } = sweep.spec.budget;
  const fail = (rule: string): never => {
    throw new SweepError("invalid", `epoch: ${step} ${rule}`);
  };
  if (!Number.isInteger(step) || step < 1) fail("must be a whole number from 1");
  if (step > epochsPerTrial) fail(`is beyond spec.budget.epochsPerTrial (${epochsPerTrial})`);
  // A later attempt goes on from its checkpoint, which may be ahead of the last report that arrived, or behind it.
  if (held.step === 0 && held.attempt > 1) return;
  const due = held.step + 1;
  if (step > due) fail(`skips: epoch ${due} is due`);
  if (step < due) fail(`repeats: epoch ${due} is due`);
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
