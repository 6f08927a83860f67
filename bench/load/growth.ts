import { setTimeout as pause } from "node:timers/promises";
import { atMost, type Bar } from "../bar.ts";
import { Crowds } from "./crowds.ts";
import { quantiles } from "./measures.ts";
import type { Served } from "./served.ts";

const PARTS = 10;

/** What each trial of a sweep of one epoch costs the controller, from its lease to its end, as the sweep grows. */
export async function growth(served: Served, agents: number, trials: number): Promise<Bar[]> {
  await served.create(sweepOf(agents, trials));
  const crowds = new Crowds(served.addresses, agents);
  try {
    await crowds.tell({ kind: "keep", window: 1 });
    const costs: number[] = [];
    let done = 0;
    for (let part = 1; part <= PARTS; part++) {
      const [from, cpuMs, leaseMs]: [number, number, number[]] = [done, served.leader.cpuMs, []];
      while (done < (part * trials) / PARTS - agents) {
        await pause(100);
        const said = await crowds.tell({ kind: "take" });
        // Its report and its end.
        done += said.acknowledged / 2;
        leaseMs.push(...said.leaseMs);
      }
      const cost = (served.leader.cpuMs - cpuMs) / (done - from);
      costs.push(cost);
      const megabytes = (served.leader.bytes / 1e6).toFixed(0);
      console.log(
        `${done.toFixed(0)} trials: ${cost.toFixed(3)} ms CPU a trial, lease to assignment ${quantiles(leaseMs)}, ${megabytes} MB`,
      );
    }
    // The first part has the compiler's work in it.
    const [, second = Number.NaN] = costs;
    const last = costs.at(-1) ?? Number.NaN;
    return [atMost(`CPU of a trial at ${trials}, as a multiple of that at ${trials / 5}`, last / second, "x", 1.25)];
  } finally {
    await crowds.close();
  }
}

function sweepOf(agents: number, trials: number): unknown {
  const spec = {
    parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
    sampler: { name: "random" },
    pruner: { name: "none" },
    budget: { trials, parallel: agents, epochsPerTrial: 1 },
    trainer: { command: ["true"] },
  };
  return { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata: { name: "bench" }, spec };
}
