import type { SweepDetail } from "../../../shapes/sweep.ts";
import { reservedEpochs } from "../document/confirm.ts";
import { gpuHoursOf } from "../gpuTime.ts";
import { isOver, type Sweep } from "../state.ts";
import { viewBest } from "./bestView.ts";
import { viewPairs, viewReplicates } from "./confirmationView.ts";

/** What a person or a program sees of a sweep but for who is connected. Copies: nothing of it changes with the sweep. */
export type SweepView = Omit<SweepDetail, "agents">;

/** A sweep as it is at `nowMs`, by the controller's clock. */
export function viewSweep(sweep: Sweep, nowMs: number): SweepView {
  const { name, objective, labels, trainer } = sweep.spec;
  const endMs = isOver(sweep) ? sweep.atMs : nowMs;
  return {
    sweep: name,
    state: sweep.phase,
    reason: sweep.reason || null,
    objective: { metric: objective.metric, direction: objective.direction },
    best: sweep.best === null ? null : viewBest(sweep, sweep.best),
    trials: { ...sweep.byState },
    epochs: epochsOf(sweep),
    id: sweep.id,
    labels: { ...labels },
    budget: budgetOf(sweep),
    gpuHours: gpuHoursOf(sweep, endMs),
    epochsCharged: sweep.epochsCharged,
    createdAtMs: sweep.createdAtMs,
    elapsedMs: Math.max(0, endMs - sweep.createdAtMs - sweep.restedMs),
    adopted: sweep.adopted,
    replicates: viewReplicates(sweep),
    pairs: viewPairs(sweep),
    origin: sweep.best === null ? null : (sweep.trials[sweep.best]?.origin ?? null),
    ownFolder: trainer.kind === "command" && trainer.workdir !== undefined,
  };
}

function epochsOf({ epochsRun, epochsSaved, trials, adopted, spec }: Sweep): SweepDetail["epochs"] {
  return { run: epochsRun, full: (trials.length - adopted) * spec.budget.epochsPerTrial, saved: epochsSaved };
}

function budgetOf({ spec }: Sweep): SweepDetail["budget"] {
  const { trials, parallel, epochsPerTrial, totalEpochs, gpuHours = null, wallTimeMs } = spec.budget;
  const confirmationEpochs = reservedEpochs(spec);
  return { trials, parallel, epochsPerTrial, totalEpochs, gpuHours, wallTimeMs, confirmationEpochs };
}
