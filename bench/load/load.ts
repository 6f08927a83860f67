import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Bar } from "../bar.ts";
import { withFolder } from "../sweep.ts";
import { Crowds } from "./crowds.ts";
import { growth } from "./growth.ts";
import { arrival, overload, paced, recovery, throughput } from "./measures.ts";
import { Part } from "./part.ts";
import { Served } from "./served.ts";

/**
 * Simulated agents, with sessions as an agent has them, in processes of their own over gRPC: what a connected one takes, how soon reports are acknowledged,
 * how many a second beside a bare echo with the same streams, what overload does, and how soon all are back when who leads is killed.
 * Options: --agents 1000 --journal sqlite|nats; --trials 100000: only what each trial of such a sweep costs as it grows.
 */
export async function bench(args: readonly string[]): Promise<Bar[]> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      agents: { type: "string", default: "1000" },
      journal: { type: "string", default: "sqlite" },
      trials: { type: "string" },
    },
  });
  const agents = Number(values.agents);
  return withFolder(async (folder) => {
    const served = await Served.start(folder, values.journal);
    try {
      if (values.trials !== undefined) return await growth(served, agents, Number(values.trials));
      return await withEcho((echo) => together(served, echo, agents));
    } finally {
      await served.close();
    }
  });
}

async function together(served: Served, echo: Part, agents: number): Promise<Bar[]> {
  await served.create(sweepOf(agents));
  const emptyBytes = await served.leader.usedBytes();
  const crowds = new Crowds(served.addresses, agents);
  try {
    const alone = [...(await arrival(served, crowds, emptyBytes)), ...(await paced(served, crowds))];
    const beside = await throughput(served, crowds, echo);
    return [...alone, ...beside, ...(await overload(served, crowds)), ...(await recovery(served, crowds))];
  } finally {
    await crowds.close();
  }
}

async function withEcho<T>(work: (echo: Part) => Promise<T>): Promise<T> {
  const echo = new Part(join(import.meta.dirname, "echo.ts"));
  try {
    return await work(echo);
  } finally {
    await echo.kill();
  }
}

/** A trial for each agent, which does not end by itself. */
function sweepOf(agents: number): unknown {
  const spec = {
    parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
    sampler: { name: "random" },
    pruner: { name: "none" },
    budget: { trials: agents, parallel: agents, epochsPerTrial: 100_000 },
    trainer: { command: ["true"] },
  };
  return { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata: { name: "bench" }, spec };
}
