import { type ImportanceProblem, poseImportance } from "../../../search/importance/problem.ts";
import { type Importance, weigh } from "../../../search/importance/weigh.ts";
import type { Sweep } from "../state.ts";

/** How much the parameters of a sweep matter, by the trials of its search: replicates of a confirmation do not count. */
export type ImportanceView = Importance;

/**
 * What has to be worked out for it, as plain data: a copy that another thread can take (see `Solver.weigh`), for working it out takes the engine's
 * thread too long.
 */
export function poseSweepImportance({ spec, history, chance }: Sweep): ImportanceProblem {
  return poseImportance(spec.parameters, history, chance);
}

/** The same on the spot, about 0.2 s for 16 parameters: where nobody waits for the thread. The same sweep has the same numbers, in whichever thread. */
export function viewImportance(sweep: Sweep): ImportanceView {
  return weigh(poseSweepImportance(sweep));
}
