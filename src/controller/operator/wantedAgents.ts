import type { SweepDetail } from "../../shapes/sweep.ts";
import type { Placement } from "../core/document/placement.ts";

/** How many pods a sweep wants now: as many as have a trial to train, within the placement's bound; none when it rests or has ended. */
export function wantedAgents(sweep: SweepDetail, { agents, slots }: Pick<Placement, "agents" | "slots">): number {
  const wanted = Math.ceil(trialsAhead(sweep) / slots);
  return agents === undefined ? wanted : Math.min(agents, wanted);
}

/** Trials that could run now if there were slots for all; at least 1 while the sweep goes on, for its end needs a trial's. */
function trialsAhead({ state, trials, budget, replicates }: SweepDetail): number {
  if (state !== "running") return 0;
  const known = Object.values(trials).reduce((sum, count) => sum + count, 0);
  const toSearch = Math.max(0, budget.trials - known) + trials.waiting + trials.running;
  const left = replicates === null ? toSearch : Math.max(replicates.planned - replicates.done, trials.running);
  return Math.min(budget.parallel, Math.max(1, left));
}
