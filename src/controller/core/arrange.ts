import { readMetric } from "../../metrics/metric.ts";
import { History } from "../../search/history/history.ts";
import { createPruner } from "../../search/pruners/index.ts";
import { enqueueFirst } from "../../search/samplers/enqueue.ts";
import { createSampler, type Sampler } from "../../search/samplers/index.ts";
import { type Earlier, startWarm } from "../../search/samplers/startWarm.ts";
import { reservedEpochs } from "./document/confirm.ts";
import type { SweepSpec } from "./document/spec.ts";
import type { Sweep } from "./state.ts";

/** What of a sweep follows from its document. */
type Arranged = Pick<Sweep, "spec" | "chance" | "metric" | "sampler" | "pruner" | "history">;

/** A search as a document has it, with a history in which nothing has happened. `earlier`: what it takes from earlier sweeps. */
export function arrange(spec: SweepSpec, chance: number, earlier: readonly Earlier[]): Arranged {
  const { parameters: space, objective, budget } = spec;
  const pruner = createPruner(spec.pruner, budget.epochsPerTrial, objective.direction);
  const epochs = budget.totalEpochs === null ? null : budget.totalEpochs - reservedEpochs(spec);
  return {
    spec,
    chance,
    metric: readMetric(objective.metric),
    sampler: samplerOf(spec, chance, earlier),
    pruner,
    history: new History({
      space,
      direction: objective.direction,
      maxStep: budget.epochsPerTrial,
      rungs: pruner.rungs,
      budget: { trials: budget.trials, epochs },
    }),
  };
}

// What a person has asked for runs first, then what earlier sweeps have found, in turns with the sampler's own.
function samplerOf(spec: SweepSpec, chance: number, earlier: readonly Earlier[]): Sampler {
  const { parameters: space, enqueue } = spec;
  // A scrambled sequence is chance as well.
  const sampler = createSampler({ ...spec.sampler, seed: chance }, space);
  const warm = startWarm(earlier, enqueue?.length ?? 0, sampler, space);
  return enqueueFirst(enqueue, warm, space);
}
