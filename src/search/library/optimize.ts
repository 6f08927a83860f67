import { invalid, type Mistake } from "../../error.ts";
import { Fields } from "../../fields.ts";
import type { Verdict } from "../pruners/index.ts";
import type { DeclaredSpace, ParamsOf } from "../space/declared.ts";
import { type Asked, createSearch, type Found, type Outcome, type Search, type SearchTrial } from "./createSearch.ts";
import { follow } from "./follow.ts";
import type { SearchOptions } from "./searchOptions.ts";

/** What an objective gets for one trial. */
export interface Attempt<S extends DeclaredSpace> {
  readonly trial: number;
  readonly params: ParamsOf<S>;
  /**
   * Says a value on the way, at rising steps from 1; `error` is its standard error, `violation` by how much it misses your constraints. Return after
   * a verdict "prune".
   */
  report(step: number, value: number, error?: number, violation?: number): Verdict;
  /** Aborted when the trial is pruned or the search stopped; whatever the objective returns or throws after that is ignored. */
  readonly signal: AbortSignal;
}

export interface OptimizeOptions<S extends DeclaredSpace> extends Omit<SearchOptions<S>, "budget"> {
  /** The value of a configuration, and by how much it misses your constraints; a value that is not finite fails the trial and the search goes on. */
  objective(attempt: Attempt<S>): Outcome | Promise<Outcome>;
  readonly trials: number;
  /** How many objectives run at once. Left out: 1, and then the same seed gives the same search. */
  readonly parallel?: number;
  /** Ends the search early, with what was found until then. */
  readonly signal?: AbortSignal;
}

export interface Optimum<S extends DeclaredSpace> {
  /** `null` when no trial completed. */
  readonly best: Found<S> | null;
  readonly trials: readonly SearchTrial<S>[];
}

/**
 * Searches for the params with the best objective, in this process: asks, runs the objective and tells, until `trials` have had their run or
 * the sampler is exhausted. An objective that throws ends the search: the others are aborted and waited for, then the promise is rejected
 * with what it threw.
 *
 * @throws SweepError `invalid` with everything that is wrong with the options
 */
export async function optimize<const S extends DeclaredSpace>(options: OptimizeOptions<S>): Promise<Optimum<S>> {
  const { objective, trials, parallel = 1, signal, ...searchOptions } = options;
  checkCounts({ trials, parallel });
  const search: Search<S> = createSearch<S>({ ...searchOptions, budget: { trials } });
  const stop = new AbortController();
  const unfollow = follow(signal, stop);
  const stopped = stop.signal;
  const broken: unknown[] = [];

  async function work(): Promise<void> {
    while (search.trials.length < trials && !stopped.aborted) {
      const asked = search.ask();
      if (asked === null) return;
      try {
        await run(search, asked, objective, stopped);
      } catch (error) {
        broken.push(error);
        stop.abort(error);
      }
    }
  }

  try {
    await Promise.all(Array.from({ length: Math.min(parallel, trials) }, work));
  } finally {
    unfollow();
  }
  if (broken.length > 0) throw broken[0];
  return { best: search.best(), trials: search.trials };
}

async function run<S extends DeclaredSpace>(
  search: Search<S>,
  { trial, params }: Asked<S>,
  objective: OptimizeOptions<S>["objective"],
  stopped: AbortSignal,
): Promise<void> {
  let pruned = false;
  const end = new AbortController();
  const unfollow = follow(stopped, end);
  const { signal } = end;
  const report: Attempt<S>["report"] = (step, value, error, violation) => {
    const verdict = search.report(trial, step, value, error, violation);
    if (verdict.kind === "prune") {
      pruned = true;
      end.abort(verdict.reason);
    }
    return verdict;
  };
  let outcome: Outcome | "failed" = "failed";
  try {
    outcome = await objective({ trial, params, report, signal });
  } catch (error) {
    // What an aborted objective throws is its way of stopping.
    if (!signal.aborted) throw error;
  } finally {
    unfollow();
    if (!pruned) search.tell(trial, stopped.aborted ? "cancelled" : outcome);
  }
}

function checkCounts(counts: { trials: number; parallel: number }): void {
  const mistakes: Mistake[] = [];
  const fields = new Fields(counts, "options", mistakes);
  fields.integer("trials", { min: 1 });
  fields.integer("parallel", { min: 1 });
  if (mistakes.length > 0) throw invalid(mistakes);
}
