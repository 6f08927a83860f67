import { searched, signOf } from "./confirmation/evidence.ts";
import { shrunkBest } from "./confirmation/shrunkBest.ts";
import { lastInterval, lastValue, lastViolation } from "./lastReport.ts";
import type { Sweep } from "./state.ts";

/**
 * That the search has surely reached its goal, in words; null while it has not, and without a goal. The best trial must meet the constraints, and all of
 * its 95 % interval must lie beyond the goal: of the value shrunk for the luck of the best of many; while too few have completed for that, of
 * its counts; where nothing tells of noise, its value.
 */
export function goalReached(sweep: Sweep): string | null {
  const { objective } = sweep.spec;
  const { goal, direction } = objective;
  const { best } = sweep;
  if (goal === undefined || best === null || sweep.confirmation !== null || lastViolation(sweep, best) > 0) return null;
  const value = lastValue(sweep, best);
  if (value === null) return null;
  const [low, high] = sureRange(sweep, best, value);
  if (direction === "maximize" ? low < goal : high > goal) return null;
  const found = `trial ${best}: ${value.toPrecision(4)}, surely at ${direction === "maximize" ? "least" : "most"}`;
  return `the goal of ${goal} is reached (${found} ${(direction === "maximize" ? low : high).toPrecision(4)})`;
}

function sureRange(sweep: Sweep, best: number, value: number): readonly [number, number] {
  const shrunk = searched(sweep).length < FEWEST_TO_SHRINK ? null : shrunkBest(sweep);
  if (shrunk !== null) {
    const [low, high] = shrunk.interval;
    return signOf(sweep) > 0 ? [low, high] : [-high, -low];
  }
  return lastInterval(sweep, best) ?? [value, value];
}

// Of fewer, nothing is known of how values spread.
const FEWEST_TO_SHRINK = 3;
