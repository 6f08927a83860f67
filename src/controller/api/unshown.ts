import type { SweepDetail } from "../../shapes/sweep.ts";

/** What stands in a list for a sweep that cannot be shown, and why. */
export function unshown(name: string, why: string): SweepDetail {
  return {
    sweep: name,
    state: "unknown",
    reason: `cannot be shown: ${why}`,
    objective: { metric: "", direction: "maximize" },
    best: null,
    trials: { completed: 0, pruned: 0, failed: 0, preempted: 0, cancelled: 0, running: 0, waiting: 0 },
    epochs: { run: 0, full: 0, saved: 0 },
    id: "",
    labels: {},
    budget: {
      trials: 0,
      parallel: 0,
      epochsPerTrial: 0,
      totalEpochs: null,
      gpuHours: null,
      wallTimeMs: null,
      confirmationEpochs: 0,
    },
    gpuHours: null,
    epochsCharged: 0,
    createdAtMs: 0,
    elapsedMs: 0,
    agents: 0,
    adopted: 0,
    replicates: null,
    pairs: [],
    origin: null,
    ownFolder: false,
  };
}
