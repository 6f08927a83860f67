import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { clientOf } from "../src/cli/client.ts";
import { atMost, type Bar } from "./bar.ts";
import { withFolder } from "./sweep.ts";

const TRIALS = 400;
const WARM_UP = 100;
const SLOTS = 8;
/** Two lines, one of them a report: what it costs is what an attempt costs. */
const PROGRAM = ["sh", "-c", `echo hello; echo '@macrosweep {"epoch": 1, "value": 0.5}'`] as const;

const MAIN = join(import.meta.dirname, "../src/cli/main.ts");

/** CPU that agent and controller take for an attempt of a program that does nothing, beside a bare spawn of the same program. */
export async function bench(): Promise<Bar[]> {
  return withFolder(async (folder) => {
    const bareMs = await bareSpawns();
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const start = (...args: string[]) =>
      spawn(process.execPath, [MAIN, ...args, "--log-level", "error"], { stdio: ["ignore", "pipe", "inherit"] });
    const http = `127.0.0.1:${await freePort()}`;
    const controller = start("controller", "--state", folder, "--listen", address, "--http", http);
    await once(controller.stdout ?? process, "data");
    const agent = start("agent", "--controller", address, "--slots", String(SLOTS), "--work", join(folder, "trials"));
    try {
      await runSweep(http, "warm", WARM_UP);
      const before = [agent, controller].map(cpuMs);
      await runSweep(http, "measured", TRIALS);
      const [agentMs = 0, controllerMs = 0] = [agent, controller].map(
        (part, i) => (cpuMs(part) - (before[i] ?? 0)) / TRIALS,
      );
      console.log(
        `CPU an attempt: bare spawn ${bareMs.toFixed(1)} ms, agent ${agentMs.toFixed(1)} ms, controller ${controllerMs.toFixed(1)} ms`,
      );
      return [
        atMost("CPU of the agent an attempt", agentMs, "ms", 16),
        atMost("the same, as a multiple of a bare spawn", agentMs / bareMs, "x", 4),
        atMost("CPU of the controller an attempt", controllerMs, "ms", 3),
      ];
    } finally {
      agent.kill("SIGTERM");
      await once(agent, "exit");
      controller.kill("SIGTERM");
      await once(controller, "exit");
    }
  });
}

/** CPU of this process for a program that it starts, reads to its end and forgets. */
async function bareSpawns(): Promise<number> {
  const one = async () => {
    const [program, ...args] = PROGRAM;
    const child = spawn(program, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.resume();
    child.stderr.resume();
    await once(child, "close");
  };
  for (let i = 0; i < WARM_UP; i++) await one();
  const before = process.cpuUsage();
  for (let i = 0; i < TRIALS; i += SLOTS) await Promise.all(Array.from({ length: SLOTS }, one));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / TRIALS;
}

async function runSweep(http: string, name: string, trials: number): Promise<void> {
  const client = clientOf({ url: `http://${http}`, headers: {} });
  const spec = {
    parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
    sampler: { name: "random" },
    pruner: { name: "none" },
    budget: { trials, parallel: SLOTS, epochsPerTrial: 1 },
    trainer: { command: PROGRAM },
  };
  const document = { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata: { name }, spec };
  await client.create(document);
  for await (const _ of client.watch(name, new AbortController().signal));
}

/** CPU that a process has taken, in ms, without its children's. The system counts in hundredths of a second. */
function cpuMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
