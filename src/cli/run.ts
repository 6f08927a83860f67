import { join } from "node:path";
import type { Command } from "commander";
import type { Agent } from "../agent/agent.ts";
import { SweepState, type Trial, TrialState } from "../gen/macrosweep/v1/sweep.ts";
import { type Client, withClient } from "./client.ts";
import { clock } from "./clock.ts";
import { DEFAULT_STATE } from "./config.ts";
import { loadDocument } from "./document.ts";
import { EXIT, exitCodeFor } from "./exit.ts";
import { follow } from "./follow.ts";
import { fileLogger } from "./logger.ts";
import { addCommand, count } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { openProgress } from "./progress.ts";
import { sweepShape } from "./shapes.ts";
import { stopSignal } from "./signals.ts";
import { hasEnded, type Sweep } from "./sweep.ts";
import { type Ending, endingLines } from "./view/ending.ts";

interface RunOptions {
  readonly state: string;
  readonly agents: number;
  readonly json?: boolean;
}

/** `macrosweep run FILE`: controller, agents and journal in one command. */
export function addRun(program: Command): void {
  addCommand(program, "run <file>", {
    summary: "run a sweep on this machine, start to end",
    description:
      "Run a sweep on this machine from start to end: controller, agents and journal in one process. Stopped at any time, and started again with the same file and folder, it goes on where it was. With --json progress goes to stderr and the sweep comes last on stdout. Exit code 1 when it ends without a winner.",
    example: "macrosweep run beats.yaml --agents 4",
  })
    .option("--state <dir>", "folder of the journal, the log and the trials, made when it is missing", DEFAULT_STATE)
    .option("--agents <count>", "agents, each of which runs one trainer at a time", count, 2)
    .action(async (file: string, options: RunOptions) => {
      const startMs = clock.nowMs();
      const stop = stopSignal();
      const { sweep, failed } = await runToEnd(file, options, stop);
      const stopped = stop.aborted && !hasEnded(sweep);
      const ending: Ending = {
        file,
        state: options.state,
        stopped,
        failed,
        wallMs: clock.nowMs() - startMs,
      };
      if (options.json) printJson(sweepShape(sweep));
      else printLines(endingLines(sweep, ending));
      process.exitCode = stopped ? EXIT.interrupted : exitCodeFor(sweep);
    });
}

// The agents live in this process, so nothing but its end silences them. What a killed run held is free again after so long: later than the
// 2 s in which its trainers are ended, so that no two attempts of a trial meet, and soon for a person who starts it again and watches.
const LEASE_MS = 5_000;

interface Ended {
  readonly sweep: Sweep;
  readonly failed: readonly Trial[];
}

/** The sweep as it stands when it has ended or the signal is aborted. Nothing runs any more when this returns or throws. */
async function runToEnd(file: string, { state, agents, json = false }: RunOptions, stop: AbortSignal): Promise<Ended> {
  const { document, spec } = await loadDocument(file);
  const { startController } = await import("../controller/index.ts");
  // Port 0: several sweeps may run side by side, each on a folder of its own.
  const controller = await startController({ state, listen: "127.0.0.1:0", leaseMs: LEASE_MS });
  try {
    return await withClient(controller.address, async (client) => {
      await createOrGoOn(client, document);
      const started = await startAgents(controller.address, state, agents);
      try {
        const failing = started.map(({ done }) => done.then(() => new Promise<never>(() => {})));
        await Promise.race([follow(client, spec.name, openProgress(json), stop), ...failing]);
        if (stop.aborted && !json) printLines([["Stopping the trainers; Ctrl-C again exits at once."]]);
      } finally {
        await Promise.all(started.map((agent) => agent.stop()));
      }
      return { sweep: await client.get(spec.name), failed: await failedTrials(client, spec.name) };
    });
  } finally {
    await controller.stop();
  }
}

async function createOrGoOn(client: Client, document: unknown): Promise<void> {
  const { sweep } = await client.create(document);
  // Nobody else reaches this controller: to run it again is to ask it to go on.
  if (sweep.state === SweepState.PAUSED) await client.order(sweep.name, "resume");
}

async function startAgents(controller: string, state: string, agents: number): Promise<Agent[]> {
  const { findGpus, startAgent } = await import("../agent/agent.ts");
  const logger = fileLogger(state);
  const found = await findGpus(logger);
  return Array.from({ length: agents }, (_, i) => {
    const gpus = found.length === 0 ? [] : found.slice(i % found.length).slice(0, 1);
    return startAgent({ controller, slots: 1, gpus, work: join(state, "trials"), name: `local-${i + 1}`, logger });
  });
}

async function failedTrials(client: Client, name: string): Promise<Trial[]> {
  return (await client.trials(name)).filter(({ state }) => state === TrialState.FAILED);
}
