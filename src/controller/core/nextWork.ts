import { nextReplicate, type Replicate } from "./confirmation/contenders.ts";
import { reservedEpochs } from "./document/confirm.ts";
import { affordsGpuTime } from "./gpuTime.ts";
import type { Leaving, Sweep } from "./state.ts";

/** What a free slot would do next. */
export type Work =
  /** A trial that lost its lease runs again. */
  | { readonly kind: "retry"; readonly trial: number }
  /** A finalist, or the baseline, is trained with another seed. */
  | { readonly kind: "replicate"; readonly replicate: Replicate }
  /** The sampler is asked for new params. */
  | { readonly kind: "suggestion" };

/**
 * The next work of a sweep within its budget: the longest waiting trial before anything new; null while there is none. A trial whose earlier trainer
 * may still run waits for it to go. `leaving`: the attempts that may still run; without them, it is the work when they are gone.
 */
export function nextWork(sweep: Sweep, leaving: readonly Leaving[] = sweep.leaving): Work | null {
  if (!affords(sweep, leaving)) return null;
  const waiting = sweep.waiting.find((trial) => !leaving.some((one) => one.trial === trial));
  if (waiting !== undefined) return { kind: "retry", trial: waiting };
  if (sweep.confirmation !== null) {
    const replicate = nextReplicate(sweep);
    return replicate === null ? null : { kind: "replicate", replicate };
  }
  const searchIsOver = sweep.exhausted !== null || sweep.history.configurations >= sweep.spec.budget.trials;
  return searchIsOver ? null : { kind: "suggestion" };
}

/** Whether a free slot would get a trial of this sweep now. */
export function wantsSlot(sweep: Sweep): boolean {
  return sweep.phase === "running" && trainersOf(sweep) < sweep.spec.budget.parallel && nextWork(sweep) !== null;
}

/** Trainers that run, or may run still. */
export function trainersOf({ leases, leaving }: Sweep): number {
  return leases.size + leaving.length;
}

/** Whether the wall time of the budget is used up, by the controller's clock. */
export function wallTimeIsUp(sweep: Sweep, nowMs: number): boolean {
  const { wallTimeMs } = sweep.spec.budget;
  return wallTimeMs !== null && nowMs - sweep.createdAtMs - sweep.restedMs >= wallTimeMs;
}

/** Epochs that those take that run, or may run still, when each trains to its end. */
export function reservedForRunning(
  { leases, leaving: lingering, spec }: Sweep,
  leaving: readonly Leaving[] = lingering,
): number {
  const { epochsPerTrial } = spec.budget;
  return leases.size * epochsPerTrial + leaving.reduce((sum, { epochs }) => sum + epochsPerTrial - epochs, 0);
}

/** Whether the budget has the epochs of one more attempt, when every running one trains to its end, and the GPU-hours. */
function affords(sweep: Sweep, leaving: readonly Leaving[]): boolean {
  const { totalEpochs, epochsPerTrial } = sweep.spec.budget;
  if (!affordsGpuTime(sweep)) return false;
  if (totalEpochs === null) return true;
  // The search leaves to the confirmation what that may take.
  const left = totalEpochs - sweep.epochsCharged - (sweep.confirmation === null ? reservedEpochs(sweep.spec) : 0);
  return reservedForRunning(sweep, leaving) + epochsPerTrial <= left;
}
