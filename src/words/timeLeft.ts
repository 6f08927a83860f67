import type { SweepDetail } from "../shapes/sweep.ts";
import { hasEnded, trialsOver } from "./standing.ts";

/** How long a sweep may still take. */
export interface TimeLeft {
  readonly lowMs: number;
  readonly highMs: number;
}

// Fewer epochs say next to nothing of how long one takes.
const LEAST_EPOCHS = 3;

/**
 * The time that a running sweep may still take, from the epochs since it was first looked at (`since`); null while these are few. The range covers how
 * many epochs the trials to come will take, which is known from the pruning of those that are over, and that few epochs tell their pace badly.
 */
export function timeLeft(
  sweep: SweepDetail,
  since: Pick<SweepDetail, "epochs" | "elapsedMs">,
  elapsedMs: number,
): TimeLeft | null {
  const epochs = sweep.epochs.run - since.epochs.run;
  const ms = elapsedMs - since.elapsedMs;
  if (sweep.state !== "running" || epochs < LEAST_EPOCHS || ms <= 0) return null;
  const { low, high } = epochsLeft(sweep);
  const doubt = Math.min(0.5, 1 / Math.sqrt(epochs));
  const most = Math.max(0, (sweep.budget.wallTimeMs ?? Number.POSITIVE_INFINITY) - elapsedMs);
  const pace = ms / epochs;
  return { lowMs: Math.min(most, low * pace * (1 - doubt)), highMs: Math.min(most, high * pace * (1 + doubt)) };
}

interface EpochsLeft {
  readonly low: number;
  readonly high: number;
}

function epochsLeft(sweep: SweepDetail): EpochsLeft {
  const { epochsPerTrial, confirmationEpochs } = sweep.budget;
  const { replicates } = sweep;
  // A race may end early.
  if (replicates !== null && !hasEnded(sweep)) {
    return { low: 0, high: (replicates.planned - replicates.done) * epochsPerTrial };
  }
  const { low, high } = searchLeft(sweep);
  return { low: low + RACED * confirmationEpochs, high: high + confirmationEpochs };
}

// Two seeds of five are what every finalist gets.
const RACED = 0.4;

function searchLeft(sweep: SweepDetail): EpochsLeft {
  const { trials, epochsPerTrial: full, totalEpochs, confirmationEpochs } = sweep.budget;
  const over = trialsOver(sweep);
  const open = Math.max(0, trials - over);
  const mean = over === 0 ? full : Math.max(1, full - sweep.epochs.saved / over);
  const underWay = Math.min(sweep.trials.running * full, Math.max(0, sweep.epochs.run - over * mean));
  // Trials take 1 to `full` epochs; with this mean they can differ by no more (Bhatia and Davis 2000).
  const spread = Math.sqrt((full - mean) * (mean - 1));
  const doubt = over === 0 ? open * (full - 1) : spread * (Math.sqrt(open) + open / Math.sqrt(over));
  const within = (epochs: number) => {
    const most = Math.min(
      open * full - underWay,
      (totalEpochs ?? Number.POSITIVE_INFINITY) - confirmationEpochs - sweep.epochsCharged,
    );
    return Math.max(0, Math.min(epochs - underWay, most));
  };
  return { low: within(open * mean - doubt), high: within(open * mean + doubt) };
}

/** For example `3 to 9 min left`. */
export function timeLeftText({ lowMs, highMs }: TimeLeft): string {
  const [high, unit] = inUnit(highMs, Math.ceil);
  const [low, lowUnit] = inUnit(lowMs, Math.floor);
  if (low === 0) return `up to ${high} ${unit} left`;
  if (unit !== lowUnit) return `${low} ${lowUnit} to ${high} ${unit} left`;
  return low === high ? `about ${high} ${unit} left` : `${low} to ${high} ${unit} left`;
}

// The largest of which there are two or more.
const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

function inUnit(ms: number, round: (count: number) => number): [number, string] {
  const [name, size] = UNITS.find(([, each]) => ms >= 2 * each) ?? ["s", 1_000];
  return [round(ms / size), name];
}
