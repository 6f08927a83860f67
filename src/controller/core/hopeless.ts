import { lastStep } from "./lastReport.ts";
import type { Sweep } from "./state.ts";

// A trainer that breaks this often, and in no other way, is a broken command and not a bad configuration.
const FAILURES = 3;

/**
 * Why a sweep is to be given up: more trials have failed than its document bears, or three trials have failed before any had reported, or every trial so far has failed for the same reason, however far it had
 * come. Null while a trial has its result, or one that runs has come further than those that failed.
 */
export function hopeless(sweep: Sweep): string | null {
  const { failures, byState } = sweep;
  const { maxFailed = Number.POSITIVE_INFINITY } = sweep.spec.budget;
  if (failures.length > maxFailed) {
    const latest = sweep.trials[failures.at(-1) ?? 0]?.reason ?? "";
    return `${failures.length} trials have failed, more than spec.budget.maxFailed (${maxFailed}); the last: ${latest}`;
  }
  if (failures.length < FAILURES || byState.completed + byState.pruned > 0) return null;
  const reasons = failures.map((trial) => sweep.trials[trial]?.reason ?? "");
  const last = reasons.at(-1) ?? "";
  if (sweep.epochsRun === 0) return `${failures.length} trials failed before any had reported; the last: ${last}`;
  if (reasons.some((reason) => essence(reason) !== essence(last))) return null;
  const furthest = Math.max(...failures.map((trial) => lastStep(sweep, trial)));
  const isAhead = [...sweep.leases.keys(), ...sweep.waiting].some((trial) => lastStep(sweep, trial) > furthest);
  return isAhead ? null : `every trial failed for the same reason, ${failures.length} of ${failures.length}: ${last}`;
}

// How it ended and the last line of what it said, without the numbers that differ from trial to trial.
function essence(reason: string): string {
  const lines = reason.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  const how = lines[0]?.split(":")[0] ?? "";
  return [how, lines.at(-1) ?? ""].join("\n").replace(/0x[\da-f]+|\d+(\.\d+)?(e[-+]?\d+)?/gi, "#");
}
