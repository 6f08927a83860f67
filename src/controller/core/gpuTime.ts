import { reservedEpochs } from "./document/confirm.ts";
import type { Lease, Sweep } from "./state.ts";

const HOUR_MS = 3_600_000;

/**
 * GPU time that a sweep has used up to `nowMs`, in ms of one GPU: of each attempt its slot's GPUs, from the beginning of its lease until its trainer is
 * gone. What runs counts up to now.
 */
export function gpuTimeUsed(sweep: Sweep, nowMs: number): number {
  const running = [...sweep.leases.values(), ...sweep.leaving];
  return running.reduce((sum, { trial, attempt }) => sum + gpuTimeOf(sweep, trial, attempt, nowMs), sweep.gpuMsCharged);
}

/** Of one attempt, until `untilMs`. */
export function gpuTimeOf({ trials }: Sweep, trial: number, attempt: number, untilMs: number): number {
  const { startedAtMs = untilMs, gpus = 0 } = trials[trial]?.attempts[attempt - 1] ?? {};
  return Math.max(0, untilMs - startedAtMs) * gpus;
}

/** Whether the GPU-hours of the budget are used up: what runs then is ended. */
export function gpuHoursAreUp(sweep: Sweep, nowMs: number): boolean {
  const limit = limitOf(sweep);
  // Asked after every command, and what runs is many: not added up for nothing.
  return limit !== Number.POSITIVE_INFINITY && gpuTimeUsed(sweep, nowMs) >= limit;
}

/**
 * Whether the budget has the GPU-hours of one more attempt, when every running one trains to its end and, in the search, the confirmation takes all
 * that it may. An epoch is taken to cost what all reported ones did on average. Before the first report nobody knows, so nothing could be reserved for a
 * second attempt: it waits until the first one has reported, or has ended.
 */
export function affordsGpuTime(sweep: Sweep): boolean {
  const limit = limitOf(sweep);
  if (limit === Number.POSITIVE_INFINITY) return true;
  const used = gpuTimeUsed(sweep, sweep.atMs);
  const { epochsPerTrial } = sweep.spec.budget;
  const perEpoch = sweep.epochsRun === 0 ? 0 : used / sweep.epochsRun;
  if (sweep.epochsRun === 0 && [...sweep.leases.values()].some((held) => gpusOf(sweep, held) > 0)) return false;
  const toCome = [...sweep.leases.values()].reduce((sum, { reports }) => sum + epochsPerTrial - reports, 0);
  const confirming = sweep.confirmation === null ? reservedEpochs(sweep.spec) : 0;
  return used < limit && used + (toCome + epochsPerTrial + confirming) * perEpoch <= limit;
}

function gpusOf({ trials }: Sweep, { trial, attempt }: Lease): number {
  return trials[trial]?.attempts[attempt - 1]?.gpus ?? 0;
}

/** GPU-hours that are used up to `nowMs`, and their limit; null where a sweep has neither. */
export function gpuHoursOf(sweep: Sweep, nowMs: number): { used: number; limit: number | null } | null {
  const used = gpuTimeUsed(sweep, nowMs) / HOUR_MS;
  const limit = sweep.spec.budget.gpuHours ?? null;
  return used === 0 && limit === null ? null : { used, limit };
}

function limitOf({ spec }: Sweep): number {
  return (spec.budget.gpuHours ?? Number.POSITIVE_INFINITY) * HOUR_MS;
}
