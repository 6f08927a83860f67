import { invalid, type Mistake } from "../error.ts";
import { nearest } from "../nearest.ts";
import { type Counts, classCount } from "./counts.ts";
import { type Direction, directionOf } from "./direction.ts";
import type { Expansion } from "./expansion.ts";
import { CLASS_FORMULAS, FORMULAS, type Range } from "./formulas.ts";
import { mistakesOf } from "./mistakes.ts";
import { mean } from "./ratio.ts";
import { occurring, type Tally, tallyWith } from "./tally.ts";
import { uncertaintyOf } from "./uncertainty.ts";
import { zeros } from "./zeros.ts";

/** What a sweep can have as its objective. */
export type Metric = OverallMetric | ClassMetric | ScalarMetric;

interface NamedMetric {
  /** As the sweep document has it. */
  readonly name: string;
  /** The natural one; a document may say otherwise. Null: the name does not surely tell, and the document must. */
  readonly direction: Direction | null;
  readonly range: Range;
}

interface OverallMetric extends NamedMetric {
  readonly kind: "counts";
  readonly of: "all";
  readonly formula: keyof typeof FORMULAS;
}

interface ClassMetric extends NamedMetric {
  readonly kind: "counts";
  readonly of: "class";
  readonly formula: keyof typeof CLASS_FORMULAS;
  readonly className: string;
}

interface ScalarMetric extends NamedMetric {
  readonly kind: "scalar";
  /** The trainer's own name for it. */
  readonly scalar: string;
}

/** The part of a trainer's report that a metric can be taken from. */
export interface Measurable {
  /** Checked with `checkCounts`. */
  readonly counts: Counts | null;
  /** Names in the order of the counts. Empty when the trainer names none; a class is then called by its index from "0". */
  readonly classes: readonly string[];
  readonly scalars: Readonly<Record<string, number>>;
  /** The objective itself, from a trainer that has no counts. */
  readonly value: number | null;
}

/** A metric's value, and how well it is known from the counts (see `uncertaintyOf`): null where the report cannot tell. */
export interface Measured {
  readonly value: number;
  /** What it is likely to be on samples without end. */
  readonly centre: number | null;
  /** Its standard error over samples drawn like these. */
  readonly error: number | null;
  /** Which way the truth is likely to be farther off; null too where an older journal does not have it. */
  readonly skew: number | null;
  /** The ends of its 95 % interval where these three do not tell them; else null. */
  readonly ends: readonly [low: number, high: number] | null;
}

/**
 * The metric of a report, in a few microseconds for 10 classes.
 *
 * A metric of counts takes the trainer's own `value` when there are no counts. A NaN that a trainer reports stays NaN.
 * There is no error where all samples are of one class, nor for a metric of a class without samples.
 * @throws SweepError `invalid` when the report lacks what the metric needs.
 */
export function measure(metric: Metric, report: Measurable): Measured {
  switch (metric.kind) {
    case "scalar":
      return unsure(scalarOf(metric, report.scalars));
    case "counts":
      if (report.counts !== null) return measureCounts(metric, report.counts, report.classes);
      if (report.value !== null) return unsure(report.value);
      throw invalid([
        { path: "counts", value: undefined, rule: `${metric.name} needs counts, or a value in their place` },
      ]);
  }
}

/**
 * The metric that a sweep document calls by this name: one of `FORMULAS`, `recall:CLASS` and the like for one class,
 * or `metrics.NAME` for a scalar that the trainer reports. Metrics of counts are maximized; of a scalar `directionOf` says what its name tells.
 * @throws SweepError `invalid` with the known names.
 */
export function readMetric(name: string): Metric {
  const metric = parse(name);
  if (metric === null) throw invalid([unknownMetric(name, "metric")]);
  return metric;
}

/** The mistake of a name that `readMetric` does not know, at this path of a document; empty when it does. */
export function checkMetric(name: string, path: string): Mistake[] {
  return parse(name) === null ? [unknownMetric(name, path)] : [];
}

/** A value that nothing is known of but itself. */
export function unsure(value: number): Measured {
  return { value, centre: null, error: null, skew: null, ends: null };
}

function measureCounts(metric: OverallMetric | ClassMetric, counts: Counts, classes: readonly string[]): Measured {
  const own = metric.of === "class" ? classIndex(metric, classes, classCount(counts)) : null;
  const expand = expansionOf(metric, counts, own);
  const mistakes = mistakesOf(counts);
  const seen = tallyWith(counts, mistakes);
  const { value } = expand(seen);
  const f1Weights = f1WeightsOf(metric, seen, own);
  return { ...unsure(value), ...uncertaintyOf(mistakes, seen, { value, expand, own, f1Weights }) };
}

// By class, what its F1 counts in the metric; null where that is no mean of F1 scores.
function f1WeightsOf(metric: OverallMetric | ClassMetric, seen: Tally, own: number | null): number[] | null {
  if (metric.formula !== "macroF1" && metric.formula !== "f1") return null;
  const indices = own === null ? occurring(seen) : [own];
  const weights = zeros(seen.truth.length);
  for (const index of indices) weights[index] = 1 / indices.length;
  return weights;
}

function expansionOf(
  metric: OverallMetric | ClassMetric,
  counts: Counts,
  own: number | null,
): (tally: Tally) => Expansion {
  if (metric.of === "class") {
    const ratio = CLASS_FORMULAS[metric.formula];
    return (sums) => mean(ratio, sums, own === null ? [] : [own]);
  }
  const formula = FORMULAS[metric.formula];
  if (counts.kind === "perClass" && !formula.perClass) {
    throw invalid([{ path: "counts", value: counts.kind, rule: `must be confusion counts for ${metric.name}` }]);
  }
  return formula.expand;
}

function classIndex({ name, className }: ClassMetric, classes: readonly string[], count: number): number {
  const names = classes.length > 0 ? classes : Array.from({ length: count }, (_, index) => String(index));
  const index = names.indexOf(className);
  if (index >= 0 && index < count) return index;
  throw invalid([
    { path: "classes", value: names, rule: `must have ${JSON.stringify(className)}, the class of ${name}` },
  ]);
}

function scalarOf({ name, scalar }: ScalarMetric, scalars: Readonly<Record<string, number>>): number {
  if (Object.hasOwn(scalars, scalar)) return scalars[scalar];
  const rule = `must have ${JSON.stringify(scalar)}, the objective ${name}`;
  throw invalid([{ path: "metrics", value: Object.keys(scalars), rule }]);
}

const SCALAR_PREFIX = "metrics.";

function parse(name: string): Metric | null {
  if (isKey(FORMULAS, name)) {
    return { name, kind: "counts", of: "all", formula: name, direction: "maximize", range: FORMULAS[name].range };
  }
  if (name.startsWith(SCALAR_PREFIX) && name.length > SCALAR_PREFIX.length) {
    const scalar = name.slice(SCALAR_PREFIX.length);
    return { name, kind: "scalar", scalar, direction: directionOf(scalar), range: [-Infinity, Infinity] };
  }
  const [formula] = name.split(":", 1);
  const className = name.slice(formula.length + 1);
  if (!isKey(CLASS_FORMULAS, formula) || className === "") return null;
  return { name, kind: "counts", of: "class", formula, className, direction: "maximize", range: [0, 1] };
}

function unknownMetric(name: string, path: string): Mistake {
  const known = [...Object.keys(FORMULAS), ...Object.keys(CLASS_FORMULAS).map((formula) => `${formula}:CLASS`)];
  return { path, value: name, rule: `must be one of ${known.join(", ")} or ${SCALAR_PREFIX}NAME${meant(name)}` };
}

// Names of scikit-learn and of those who log with it.
const OTHER_NAMES: Readonly<Record<string, string>> = {
  f1: "macroF1, or f1:CLASS",
  f1_macro: "macroF1",
  f1_micro: "microF1",
  f1_weighted: "weightedF1",
  f1_score: "macroF1",
  macro_f1_score: "macroF1",
  f1_score_macro: "macroF1",
  acc: "accuracy",
  balanced_acc: "balancedAccuracy",
  bacc: "balancedAccuracy",
  matthews_corrcoef: "mcc",
  matthews: "mcc",
  cohen_kappa: "kappa",
  cohen_kappa_score: "kappa",
  sensitivity: "recall:CLASS",
  precision: "precision:CLASS",
  recall: "recall:CLASS",
};

/** `; did you mean NAME?` to end the rule with, or nothing. */
function meant(name: string): string {
  const other = new Map(Object.entries(OTHER_NAMES)).get(name.toLowerCase());
  if (other !== undefined) return `; did you mean ${other}?`;
  const [formula, ...rest] = name.split(":");
  if (rest.length > 0) {
    const near = nearest(formula, Object.keys(CLASS_FORMULAS));
    return near === null || rest.join("") === "" ? "" : `; did you mean ${near}:${rest.join(":")}?`;
  }
  const near = nearest(name, Object.keys(FORMULAS));
  if (near !== null) return `; did you mean ${near}?`;
  return directionOf(name) === null ? "" : `; did you mean ${SCALAR_PREFIX}${name}, a scalar that the trainer reports?`;
}

function isKey<T extends object>(table: T, key: string): key is string & keyof T {
  return Object.hasOwn(table, key);
}
