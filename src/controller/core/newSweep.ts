import { arrange } from "./arrange.ts";
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
  return {
    id,
    ...arrange(spec, chance, earlier),
    earlier,
    specSeq: 1,
    createdAtMs,
    restedMs: 0,
    atMs: createdAtMs,
    seq: 0,
    phase: "running",
    reason: "",
    trials: [],
    adopted: 0,
    leases: new Map(),
    leaving: [],
    unheard: [],
    waiting: [],
    byState: { waiting: 0, running: 0, completed: 0, pruned: 0, failed: 0, preempted: 0, cancelled: 0 },
    failures: [],
    classes: null,
    exhausted: null,
    best: null,
    bestUnconstrained: null,
    confirmation: null,
    epochsRun: 0,
    epochsCharged: 0,
    gpuMsCharged: 0,
    epochsSaved: 0,
  };
}

/** For a sweep whose creation says none: FNV-1a over what no other sweep of its name shares, its document and its time. */
function derivedId(spec: SweepSpec, createdAtMs: number): string {
  let hash = 0x811c9dc5;
  for (const char of `${createdAtMs} ${JSON.stringify(spec)}`)
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
