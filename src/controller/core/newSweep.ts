import { readMetric } from "../../metrics/metric.ts";
import { History } from "../../search/history/history.ts";
import { createPruner } from "../../search/pruners/index.ts";
import { enqueueFirst } from "../../search/samplers/enqueue.ts";
import { createSampler, type Sampler } from "../../search/samplers/index.ts";
import { type Earlier, startWarm } from "../../search/samplers/startWarm.ts";
import { reservedEpochs } from "./document/confirm.ts";
import type { SweepSpec } from "./document/spec.ts";
import type { SweepCreated } from "./events.ts";
import type { Sweep } from "./state.ts";

/** A sweep of which nothing has happened yet but its creation. */
export function newSweep({
  spec,
  atMs: createdAtMs,
  earlier = [],
  id = derivedId(spec, createdAtMs),
  chance = spec.sampler.seed,
}: Omit<SweepCreated, "kind">): Sweep {
  const { parameters: space, objective, budget } = spec;
  const pruner = createPruner(spec.pruner, budget.epochsPerTrial, objective.direction);
  return {
    id,
    spec,
    chance,
    metric: readMetric(objective.metric),
    sampler: samplerOf(spec, chance, earlier),
    pruner,
    createdAtMs,
    atMs: createdAtMs,
    seq: 0,
    phase: "running",
    reason: "",
    history: new History({
      space,
      direction: objective.direction,
      maxStep: budget.epochsPerTrial,
      rungs: pruner.rungs,
      budget: {
        trials: budget.trials,
        epochs: budget.totalEpochs === null ? null : budget.totalEpochs - reservedEpochs(spec),
      },
    }),
    trials: [],
    leases: new Map(),
    waiting: [],
    byState: { waiting: 0, running: 0, completed: 0, pruned: 0, failed: 0, preempted: 0, cancelled: 0 },
    classes: null,
    exhausted: null,
    best: null,
    bestUnconstrained: null,
    confirmation: null,
    epochsRun: 0,
    epochsCharged: 0,
    epochsSaved: 0,
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

/** For a sweep whose creation says none: FNV-1a over what no other sweep of its name shares, its document and its time. */
function derivedId(spec: SweepSpec, createdAtMs: number): string {
  let hash = 0x811c9dc5;
  for (const char of `${createdAtMs} ${JSON.stringify(spec)}`)
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
