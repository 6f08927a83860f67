import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { clientOf } from "../../src/cli/client.ts";
import { atLeast, atMost, type Bar, median } from "../bar.ts";
import { withFolder } from "../sweep.ts";
import { Crowds } from "./crowds.ts";
import { freePort, Part } from "./part.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
const ECHO = join(import.meta.dirname, "echo.ts");
const ROUNDS = 3;
const ROUND_MS = 3_000;
// Reports under way of each agent.
const WINDOW = 4;

/** Thousands of simulated agents, with sessions as an agent has them, beside a bare echo with the same streams. Options: --agents 1000. */
export async function bench(args: readonly string[]): Promise<Bar[]> {
  const { values } = parseArgs({ args: [...args], options: { agents: { type: "string", default: "1000" } } });
  const agents = Number(values.agents);
  return withFolder(async (folder) => {
    const address = `127.0.0.1:${await freePort()}`;
    const http = `127.0.0.1:${await freePort()}`;
    const { part: controller } = await Part.start(MAIN, "controller", "--state", folder, "--listen", address, "--http", http, "--log-level", "error");
    const { part: echo, said: echoAddress } = await Part.start(ECHO);
    await clientOf({ url: `http://${http}`, headers: {} }).create(sweepOf(agents));
    const emptyBytes = controller.bytes;
    const echoEmptyBytes = echo.bytes;
    const crowds = new Crowds(address, agents);
    const echoed = new Crowds(echoAddress, agents);
    try {
      let start = performance.now();
      await crowds.working();
      console.log(`working after ${(performance.now() - start).toFixed(0)} ms, echo`);
      await echoed.working();
      console.log(`working after ${(performance.now() - start).toFixed(0)} ms`);
      const first = await crowds.tell({ kind: "take" });
      console.log("lease to assignment", quantiles(first.leaseMs));
      await pause(15_000);
      const per = (controller.bytes - emptyBytes) / agents;
      console.log("bytes an agent", per, "echo", (echo.bytes - echoEmptyBytes) / agents, controller.bytes / 1e6);
      await crowds.tell({ kind: "pace", perSecond: 1 });
      await pause(2_000);
      await crowds.tell({ kind: "take" });
      let cpu = controller.cpuMs;
      await pause(8_000);
      const paced = await crowds.tell({ kind: "take" });
      console.log("paced", paced.acknowledged / 8, quantiles(paced.reportMs), "cpu us a report", (controller.cpuMs - cpu) * 1000 / paced.acknowledged);
      await crowds.tell({ kind: "pace", perSecond: 0 });
      const rates = [];
      for (let round = 0; round < ROUNDS; round++) {
        const bare = await full(echoed, echo);
        const ours = await full(crowds, controller);
        console.log({ bare, ours });
        rates.push({ bare: bare.rate, ours: ours.rate });
      }
      console.log(controller.bytes / 1e6);
      return [atLeast("x", median(rates.map(({ bare, ours }) => ours / bare)), "x", 0.5), atMost("lost", first.lost, "", 0)];
    } finally {
      await crowds.close();
      await echoed.close();
      await controller.kill();
      await echo.kill();
    }
  });
}

async function full(crowds: Crowds, part: Part) {
  await crowds.tell({ kind: "keep", window: WINDOW });
  await pause(1_000);
  await crowds.tell({ kind: "take" });
  const cpu = part.cpuMs;
  const startMs = performance.now();
  await pause(ROUND_MS);
  const said = await crowds.tell({ kind: "take" });
  const tookMs = performance.now() - startMs;
  const cpuUs = ((part.cpuMs - cpu) * 1000) / said.acknowledged;
  await crowds.tell({ kind: "keep", window: 0 });
  await pause(500);
  return { rate: (said.acknowledged * 1000) / tookMs, cpuUs, ...quantiles(said.reportMs), lost: said.lost };
}

function quantiles(ms: readonly number[]) {
  const sorted = ms.toSorted((a, b) => a - b);
  return { p50: sorted[Math.floor(sorted.length * 0.5)], p99: sorted[Math.floor(sorted.length * 0.99)], max: sorted.at(-1) };
}

function sweepOf(agents: number) {
  const spec = {
    parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
    sampler: { name: "random" },
    pruner: { name: "none" },
    budget: { trials: agents, parallel: agents, epochsPerTrial: 1_000_000 },
    trainer: { command: ["true"] },
  };
  return { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata: { name: "bench" }, spec };
}
