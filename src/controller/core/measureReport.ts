import { SweepError } from "../../error.ts";
import { type Counts, checkCounts, classCount } from "../../metrics/counts.ts";
import { type Measured, type Metric, measure, unsure } from "../../metrics/metric.ts";
import type { Report } from "./commands.ts";
import { lastStep } from "./lastReport.ts";
import { type Constrained, measureConstraints } from "./misses.ts";
import type { Lease, Sweep } from "./state.ts";

/** What a report says of its trial, in the sweep's terms. */
export type MeasuredReport = Measured & Constrained;

/**
 * What a report says of its trial: the objective with its standard error (null without counts), and the constraints' metrics.
 * @throws SweepError `invalid` with what is wrong, as `checkReport`, or when a metric is missing.
 */
export function measureReport(sweep: Sweep, held: Lease, said: Report): MeasuredReport {
  checkReport(sweep, held, said);
  const names = said.classes.length > 0 ? said.classes : (sweep.classes ?? []);
  const measurable = { ...said, classes: names };
  const { metric, spec } = sweep;
  // A script that is read where it stands has one number: whatever the objective is, that is it.
  const isTheNumber = metric.kind === "scalar" && said.value !== null && !Object.hasOwn(said.scalars, metric.scalar);
  const objective = isTheNumber ? unsure(said.value) : measure(metric, measurable);
  checkRange(metric, objective.value);
  // Constraints of a value that is none say nothing.
  if (!Number.isFinite(objective.value)) return { ...objective, constraintValues: [], violation: 0, missed: [] };
  return { ...objective, ...measureConstraints(spec.constraints ?? [], measurable) };
}

// What single precision makes of 1 is no mistake.
const ROUNDING = 1e-6;

// Only what a trainer says itself can be out of range: counts cannot lead there.
function checkRange({ name, range: [low, high] }: Metric, value: number): void {
  if (!Number.isFinite(value) || (value >= low - ROUNDING && value <= high + ROUNDING)) return;
  const percent =
    value > 1 && value <= 100 ? `; if it is percent, report ${Number((value / 100).toPrecision(12))}` : "";
  throw new SweepError("invalid", `${name}: ${value} must be from ${low} to ${high}${percent}`);
}

/**
 * Whether a trainer can say this now: the epoch that is due, counts that are counts, classes that stay the same.
 * @throws SweepError `invalid` with what is wrong.
 */
export function checkReport(sweep: Sweep, held: Lease, said: Report): void {
  checkSize(said);
  if (!said.test) checkStep(sweep, held, said);
  if (said.counts !== null) checkClasses(sweep, held, said, said.counts);
}

// Each is kept, once an epoch, for as long as the sweep is.
const MOST = { metrics: 256, nameChars: 256 };

function checkSize({ scalars, classes }: Report): void {
  const metrics = Object.keys(scalars);
  if (metrics.length > MOST.metrics) {
    throw new SweepError("invalid", `metrics: ${metrics.length} are too many; ${MOST.metrics} are taken`);
  }
  const long = [...metrics, ...classes].find(({ length }) => length > MOST.nameChars);
  if (long === undefined) return;
  const start = JSON.stringify(long.slice(0, 40));
  throw new SweepError(
    "invalid",
    `a name of ${long.length} characters (${start}...) is too long; it may have ${MOST.nameChars}`,
  );
}

function checkStep(sweep: Sweep, held: Lease, { step, kept = false }: Report): void {
  const { epochsPerTrial } = sweep.spec.budget;
  const fail = (rule: string): never => {
    throw new SweepError("invalid", `epoch: ${step} ${rule}`);
  };
  if (!Number.isInteger(step) || step < 1) fail("must be a whole number from 1");
  if (step > epochsPerTrial) fail(`is beyond spec.budget.epochsPerTrial (${epochsPerTrial})`);
  if (kept && (held.step > 0 || step <= lastStep(sweep, held.trial))) fail("was not kept by an earlier attempt");
  // A later attempt goes on from its checkpoint, which may be ahead of the last report that arrived, or behind it.
  if (held.step === 0 && held.attempt > 1) return;
  const due = held.step + 1;
  if (step > due) fail(`skips: epoch ${due} is due; a trainer that validates less often counts its validations`);
  if (step < due)
    fail(`repeats: epoch ${due} is due; where several processes train one trial (torchrun, DDP), rank 0 alone reports`);
}

function checkClasses(sweep: Sweep, held: Lease, said: Report, counts: Counts): void {
  const [mistake] = checkCounts(counts, said.test ? "test counts" : "counts");
  if (mistake !== undefined) throw new SweepError("invalid", `${mistake.path}: ${mistake.rule}`);
  const count = classCount(counts);
  checkNames(sweep.classes, said.classes, count);
  const before = sweep.trials[held.trial]?.counts ?? null;
  if (before !== null && classCount(before) !== count) {
    throw new SweepError(
      "invalid",
      `counts: ${count} classes after ${classCount(before)}; they must stay the same in a sweep`,
    );
  }
}

function checkNames(known: readonly string[] | null, names: readonly string[], count: number): void {
  if (names.length > 0 && names.length !== count) {
    throw new SweepError("invalid", `classes: ${names.length} names for ${count} classes`);
  }
  if (new Set(names).size !== names.length) throw new SweepError("invalid", "classes: names must differ");
  const changed = known !== null && (names.length > 0 ? !sameNames(known, names) : known.length !== count);
  if (changed) {
    const now = names.length > 0 ? names.join(", ") : `${count} without names`;
    throw new SweepError(
      "invalid",
      `classes: were ${known.join(", ")}, now ${now}; they must stay the same in a sweep`,
    );
  }
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
