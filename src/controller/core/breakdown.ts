import type { Counts } from "../../metrics/counts.ts";
import { collapsed } from "../../metrics/tally.ts";
import type { Report } from "./commands.ts";
import { STOP_ON, type StopOn, type Stopped } from "./document/stopOn.ts";
import type { Lease, Sweep } from "./state.ts";

/** The end of a trial whose training has broken down, by the document's choice. */
export interface Breakdown {
  readonly state: Stopped;
  readonly reason: string;
}

/**
 * Whether a valid report says that the training has broken down: an objective that is no finite number, a loss that is NaN, or a class that is not predicted
 * any more. `value`: the objective.
 */
export function breakdown(sweep: Sweep, held: Lease, said: Report, value: number): Breakdown | null {
  const rule = stopOn(sweep);
  if (!Number.isFinite(value)) {
    const reason = `report for epoch ${said.step}: ${sweep.metric.name}: ${value} must be a finite number`;
    return { state: rule.nan, reason };
  }
  const loss = Object.entries(said.scalars).find(([name, value]) => /loss$/i.test(name) && Number.isNaN(value));
  if (loss !== undefined) return { state: rule.nan, reason: `epoch ${said.step}: metrics.${loss[0]} is NaN` };
  if (rule.collapsed === null) return null;
  const { epochs, as } = rule.collapsed;
  const found = [...neverPredicted(sweep, held, said.counts)].find(([, inARow]) => inARow >= epochs);
  if (found === undefined) return null;
  const [index] = found;
  const name = (said.classes.length > 0 ? said.classes : sweep.classes)?.[index] ?? index;
  return { state: as, reason: `epoch ${said.step}: class ${name} was never predicted for ${epochs} epochs in a row` };
}

/**
 * The collapsed classes of a report, and for how many epochs of this attempt in a row each has been one. What came between two attempts
 * nobody knows, so they do not add up. Empty when the document does not ask.
 */
export function neverPredicted(
  sweep: Sweep,
  { unpredicted }: Lease,
  counts: Counts | null,
): ReadonlyMap<number, number> {
  if (counts === null || stopOn(sweep).collapsed === null) return new Map();
  return new Map(collapsed(counts).map((index) => [index, (unpredicted.get(index) ?? 0) + 1]));
}

function stopOn(sweep: Sweep): StopOn {
  return sweep.spec.trainer.stopOn ?? STOP_ON;
}
