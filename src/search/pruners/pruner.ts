import type { Mistake } from "../../error.ts";
import type { Fields } from "../../fields.ts";
import type { HistoryView, SearchBudget } from "../history/history.ts";
import type { Direction } from "../history/loss.ts";

/** Whether a trial may go on; the reason is a line for people, `null` when nothing was judged at this step. */
export type Verdict =
  | { readonly kind: "continue"; readonly reason: string | null }
  | { readonly kind: "prune"; readonly reason: string };

/** Stops trials that are not worth their epochs. */
export interface Pruner {
  /** The steps at which it looks, rising; every one of them must be a rung of the history. */
  readonly rungs: readonly number[];
  /**
   * Judges a trial once, when it arrives at a step. `value`, and `error` as its standard error or `null`, are not in the history yet; what the
   * history holds of this trial at this step is from an earlier attempt and does not count.
   *
   * @param violation by how much the trial misses the sweep's constraints at this step, 0 where left out; see `isSpared`
   */
  judge(
    history: HistoryView,
    trial: number,
    step: number,
    value: number,
    error: number | null,
    violation?: number,
  ): Verdict;
}

/** A kind of pruner, as `table.ts` lists them: how its settings are read from a document, and how it is made of them for trials of `maxStep` epochs. */
export interface PrunerKind<Spec> {
  /** Mistakes are collected, nothing is thrown; what is left out gets its default. */
  read(fields: Fields, maxStep: number, mistakes: Mistake[], budget: SearchBudget): Spec;
  create(spec: Spec, maxStep: number, direction: Direction): Pruner;
}
