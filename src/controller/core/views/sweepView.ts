import type { TrialState } from "../../../search/history/history.ts";
import type { Space } from "../../../search/space/space.ts";
import type { BudgetSpec } from "../document/budget.ts";
import { reservedEpochs } from "../document/confirm.ts";
import type { Objective } from "../document/spec.ts";
import { gpuHoursOf } from "../gpuTime.ts";
import { isOver, type Sweep, type SweepPhase } from "../state.ts";
import { type BestView, viewBest } from "./bestView.ts";

/** What a person or a program sees of a sweep. Copies: nothing of it changes with the sweep. */
export interface SweepView {
  readonly name: string;
  readonly id: string;
  readonly phase: SweepPhase;
  readonly reason: string;
  readonly objective: Objective;
  /** Of all params that are shown. */
  readonly space: Space;
  readonly best: BestView | null;
  readonly trials: Readonly<Record<TrialState, number>>;
  /** run: reported by all attempts; full: what the suggested trials would take unpruned; saved: what pruning left out. */
  readonly epochs: { readonly run: number; readonly full: number; readonly saved: number };
  /** confirmationEpochs: what the confirmation may take at most, once the search is over. */
  readonly budget: BudgetSpec & { readonly confirmationEpochs: number };
  /** GPU-hours of all attempts up to now, and what the budget allows (null: as many as it takes). Left out without GPUs and without a limit. */
  readonly gpuHours?: { readonly used: number; readonly limit: number | null };
  /** Trials of earlier sweeps that count here. */
  readonly adopted: number;
  readonly createdAtMs: number;
  readonly elapsedMs: number;
}

/** A sweep as it is at `nowMs`, by the controller's clock. */
export function viewSweep(sweep: Sweep, nowMs: number): SweepView {
  const { name, objective, budget } = sweep.spec;
  const gpuHours = gpuHoursOf(sweep, isOver(sweep) ? sweep.atMs : nowMs);
  return {
    name,
    id: sweep.id,
    phase: sweep.phase,
    reason: sweep.reason,
    objective,
    space: sweep.spec.parameters,
    best: sweep.best === null ? null : viewBest(sweep, sweep.best),
    trials: { ...sweep.byState },
    epochs: {
      run: sweep.epochsRun,
      full: (sweep.trials.length - sweep.adopted) * budget.epochsPerTrial,
      saved: sweep.epochsSaved,
    },
    budget: { ...budget, confirmationEpochs: reservedEpochs(sweep.spec) },
    ...(gpuHours === null ? {} : { gpuHours }),
    adopted: sweep.adopted,
    createdAtMs: sweep.createdAtMs,
    elapsedMs: Math.max(0, (isOver(sweep) ? sweep.atMs : nowMs) - sweep.createdAtMs - sweep.restedMs),
  };
}
