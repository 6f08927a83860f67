import { invalid, SweepError } from "../../error.ts";
import { stream } from "../chance/stream.ts";
import { History, type TrialRecord } from "../history/history.ts";
import { levelOf } from "../history/level.ts";
import { toLoss } from "../history/loss.ts";
import { createPruner, type Verdict } from "../pruners/index.ts";
import { enqueueFirst } from "../samplers/enqueue.ts";
import { createSampler, suggestNow } from "../samplers/index.ts";
import type { DeclaredSpace, ParamsOf } from "../space/declared.ts";
import { readSearchOptions, type SearchOptions } from "./searchOptions.ts";

/** A configuration to try, and a line for people on why this one. */
export interface Asked<S extends DeclaredSpace> {
  readonly trial: number;
  readonly params: ParamsOf<S>;
  readonly why: string;
}

/** What a trial ended with: its value, and where there are constraints by how much it misses them (finite, 0 where they hold). */
export type Outcome = number | { readonly value: number; readonly violation: number };

/** A trial with the value that it ended with. */
export interface Found<S extends DeclaredSpace> {
  readonly trial: number;
  readonly params: ParamsOf<S>;
  readonly value: number;
  /** By how much it misses the constraints; 0 where they hold or there are none. */
  readonly violation: number;
}

/** A search that runs no objective itself: ask for params, report and tell what came of them. Several trials may be open at once. */
export interface Search<S extends DeclaredSpace> {
  /** The next trial, which is then running; `null` when a grid has nothing left. */
  ask(): Asked<S> | null;
  /**
   * A value on the way, at a step from 1, above the last one. After a verdict "prune" the trial has ended.
   *
   * @param error standard error of the value
   * @param violation by how much the trial misses your constraints there, in all; left out: 0, they hold
   * @throws SweepError `conflict` when the trial is not running, `invalid` when the step is none or the violation not finite or below 0
   */
  report(trial: number, step: number, value: number, error?: number, violation?: number): Verdict;
  /**
   * How a trial ended. A number is its value at the last step, in place of one reported there; one that is not finite fails the trial. What
   * has failed or was cancelled has no value to learn from.
   *
   * @throws SweepError `conflict` when the trial is not running, `invalid` when the violation is not finite or below 0
   */
  tell(trial: number, outcome: Outcome | "failed" | "cancelled"): void;
  /**
   * The completed trial that misses the constraints least, of those that meet them the one with the best mean over the last third of its steps, the
   * first of equals, and its last value; `null` before there is one. A single run: its value is a lucky one.
   */
  best(): Found<S> | null;
  /** All that is known of every trial, by number. */
  readonly trials: readonly SearchTrial<S>[];
}

/** A trial of a search with its params and its curve. */
export type SearchTrial<S extends DeclaredSpace> = Omit<TrialRecord, "params"> & { readonly params: ParamsOf<S> };

/**
 * Begins a search over a declared space.
 *
 * @throws SweepError `invalid` with everything that is wrong with the options
 */
export function createSearch<const S extends DeclaredSpace>(options: SearchOptions<S>): Search<S> {
  const {
    space,
    direction,
    steps,
    budget,
    enqueue,
    sampler: samplerSpec,
    pruner: prunerSpec,
    seed,
  } = readSearchOptions(options);
  const sampler = enqueueFirst(enqueue, createSampler(samplerSpec, space), space);
  const pruner = createPruner(prunerSpec, steps, direction);
  const history = new History({ space, direction, maxStep: steps, rungs: pruner.rungs, budget });
  // The border of the types: `space` was read from a value of type S, so its params have the shape that S says.
  const trials = history.trials as readonly SearchTrial<S>[];

  function running(trial: number): SearchTrial<S> {
    const record = trials[trial];
    if (record?.state === "running") return record;
    const state = record === undefined ? "has not been asked for" : `is ${record.state} already`;
    throw new SweepError("conflict", `trial ${trial} ${state}`);
  }

  const lossOf = (trial: SearchTrial<S>) => toLoss(levelOf(trial), direction);

  function isBetter(trial: SearchTrial<S>, than: SearchTrial<S>): boolean {
    const difference = lastOf(trial.violations) - lastOf(than.violations);
    return difference === 0 ? lossOf(trial) < lossOf(than) : difference < 0;
  }

  return {
    trials,
    ask() {
      const suggestion = suggestNow(sampler, history, stream(seed, trials.length));
      if (suggestion.kind === "exhausted") return null;
      const trial = history.add(suggestion.params, suggestion);
      history.setState(trial, "running");
      return { trial, params: trials[trial].params, why: suggestion.why };
    },
    report(trial, step, value, error, violation = 0) {
      const last = running(trial).steps.at(-1) ?? 0;
      if (!Number.isInteger(step) || step <= last || step > steps) {
        const rule = last < steps ? `must be a whole number from ${last + 1} to ${steps}` : "comes after the last step";
        throw invalid([{ path: `trial ${trial}: step`, value: step, rule }]);
      }
      checkViolation(trial, violation);
      const verdict = pruner.judge(history, trial, step, value, error ?? null, violation);
      history.report(trial, step, value, error ?? null, violation);
      if (verdict.kind === "prune") history.setState(trial, "pruned");
      return verdict;
    },
    tell(trial, outcome) {
      const { steps: reported, values, violations } = running(trial);
      if (typeof outcome === "string") return history.setState(trial, outcome);
      // What was reported at the last step already keeps its error, and a number its violation.
      const known = reported.at(-1) === steps ? { value: values.at(-1), violation: violations.at(-1) ?? 0 } : null;
      const { value, violation } =
        typeof outcome === "object"
          ? outcome
          : { value: outcome, violation: known?.value === outcome ? known.violation : 0 };
      checkViolation(trial, violation);
      if (!Number.isFinite(value)) return history.setState(trial, "failed");
      if (known?.value !== value || known.violation !== violation) history.report(trial, steps, value, null, violation);
      history.setState(trial, "completed");
    },
    best() {
      const completed = trials.filter(({ state }) => state === "completed");
      if (completed.length === 0) return null;
      const best = completed.reduce((best, trial) => (isBetter(trial, best) ? trial : best));
      const { number, params, values, violations } = best;
      return { trial: number, params, value: lastOf(values), violation: lastOf(violations) };
    },
  };
}

function checkViolation(trial: number, violation: number): void {
  if (Number.isFinite(violation) && violation >= 0) return;
  throw invalid([
    { path: `trial ${trial}: violation`, value: violation, rule: "must be a finite number of at least 0" },
  ]);
}

function lastOf(values: readonly number[]): number {
  return values[values.length - 1];
}
