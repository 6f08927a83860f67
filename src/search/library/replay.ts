import type { Mistake } from "../../error.ts";
import type { Fields } from "../../fields.ts";
import { History } from "../history/history.ts";
import { type Direction, toLoss } from "../history/loss.ts";
import { createPruner, type PrunerSpec } from "../pruners/index.ts";
import type { DeclaredPruner } from "./declared.ts";
import { readAll, readDirection, readPrunerOf } from "./readers.ts";

/** The curve of one trial as it was recorded. Point i is (steps[i], values[i] ± errors[i]); steps rise. Constraints play no part. */
export interface RecordedCurve {
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** Standard errors; left out: none is known. */
  readonly errors?: readonly (number | null)[];
  /** Whether the trial was trained to its end. Of one that was pruned nobody knows how it would have gone on. */
  readonly completed: boolean;
}

/** What a pruner would have done. Trials are indices of the curves that were given. */
export interface Replayed {
  /** Epochs trained under this pruner, at least: of a curve that it would have gone on with beyond the record, those of the record. */
  readonly epochs: number;
  /** What it would have stopped before its last step. */
  readonly stopped: readonly number[];
  /** The best 10 % of the completed curves by their last value, at least one where there is one; best first. */
  readonly best: readonly number[];
  /** Those of `best` that it would have stopped. */
  readonly lost: readonly number[];
  /** By how much the best value among what it keeps is worse than the best of all; `null` when it keeps no completed curve. */
  readonly regret: number | null;
  /** Trials that it would have trained on where their record ends. They cannot be judged beyond that. */
  readonly unknown: readonly number[];
}

/** Of what sweep the curves are. */
export interface ReplayOptions {
  /** The last step that a trial can reach. Left out: the last one of the curves. */
  readonly maxStep?: number;
  /** Left out: "maximize". */
  readonly direction?: Direction;
}

/**
 * Runs a pruner over recorded curves, one trial after the other in the given order, each judged as it would have been on its way. A sweep with
 * several trials at a time would have judged with a little less, or with more, of the others known.
 *
 * @param pruner as in a sweep document: what is left out of its settings gets its default
 * @throws SweepError `invalid` with everything that is wrong with the curves, the pruner and the options
 */
export function replay(
  curves: readonly RecordedCurve[],
  pruner: DeclaredPruner | PrunerSpec,
  options: ReplayOptions = {},
): Replayed {
  const { spec, maxStep, direction } = readAll({ ...options, curves, pruner }, "replay", readReplay);
  return replayed(curves, spec, maxStep, direction);
}

function readReplay(fields: Fields, mistakes: Mistake[]) {
  const last = readCurves(fields);
  const maxStep = fields.integer("maxStep", { min: Math.max(1, last) }, Math.max(1, last));
  const direction = readDirection(fields);
  return { spec: readPrunerOf(fields, maxStep, { trials: null, epochs: null }, mistakes), maxStep, direction };
}

// The last step of all; of what is wrong the first in each curve is told.
function readCurves(fields: Fields): number {
  const curves = fields.raw("curves");
  if (!Array.isArray(curves)) {
    fields.mistake("curves", curves, "must be a list of { steps, values, completed }");
    return 1;
  }
  let last = 0;
  curves.forEach((curve: unknown, index) => {
    const rule = ruleOfCurve(curve);
    if (rule !== null) fields.mistake(`curves[${index}]`, undefined, rule);
    else last = Math.max(last, (curve as RecordedCurve).steps.at(-1) ?? 0);
  });
  return last;
}

function ruleOfCurve(curve: unknown): string | null {
  const { steps, values, errors, completed } = (curve ?? {}) as Partial<RecordedCurve>;
  if (!Array.isArray(steps) || !Array.isArray(values)) return "must have steps and values";
  if (steps.length !== values.length)
    return `must have as many values as steps, not ${values.length} and ${steps.length}`;
  const rise = steps.every((step, i) => Number.isInteger(step) && step > (i === 0 ? 0 : steps[i - 1]));
  if (!rise) return "must have steps that are whole numbers from 1 and rise";
  if (values.some((value) => typeof value !== "number")) return "must have values that are numbers";
  const isError = (error: unknown) => error === null || (typeof error === "number" && error >= 0);
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isError))) {
    return "must have errors that are numbers of at least 0 or null";
  }
  return typeof completed === "boolean" ? null : "must have completed: true or false";
}

function replayed(curves: readonly RecordedCurve[], spec: PrunerSpec, maxStep: number, direction: Direction): Replayed {
  const pruner = createPruner(spec, maxStep, direction);
  const history = new History({ space: [], direction, maxStep, rungs: pruner.rungs });
  const stopped: number[] = [];
  const unknown: number[] = [];
  let epochs = 0;
  curves.forEach(({ steps, values, errors = [], completed }, index) => {
    const trial = history.add({});
    history.setState(trial, "running");
    const end = steps.findIndex((step, i) => {
      const verdict = pruner.judge(history, trial, step, values[i], errors[i] ?? null);
      history.report(trial, step, values[i], errors[i] ?? null);
      return verdict.kind === "prune";
    });
    const last = end < 0 ? steps.length - 1 : end;
    epochs += steps[last] ?? 0;
    history.setState(trial, end < 0 && completed ? "completed" : "pruned");
    if (end >= 0) stopped.push(index);
    else if (!completed) unknown.push(index);
  });
  return { epochs, stopped, unknown, ...standing(curves, new Set(stopped), direction) };
}

function standing(curves: readonly RecordedCurve[], stopped: ReadonlySet<number>, direction: Direction) {
  const lossOf = (index: number) => toLoss(curves[index].values.at(-1) ?? Number.NaN, direction);
  const completed = [...curves.keys()].filter((index) => curves[index].completed && lossOf(index) < Infinity);
  const ranked = completed.sort((a, b) => lossOf(a) - lossOf(b) || a - b);
  const best = ranked.slice(0, Math.ceil(BEST_SHARE * ranked.length));
  const kept = ranked.find((index) => !stopped.has(index));
  return {
    best,
    lost: best.filter((index) => stopped.has(index)),
    regret: kept === undefined ? null : lossOf(kept) - lossOf(ranked[0]),
  };
}

const BEST_SHARE = 0.1;
