import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type Client, clientOf } from "../../../src/cli/client.ts";
import { type Controller, type ControllerOptions, startController } from "../../../src/controller/index.ts";
import type { Lease } from "../../../src/gen/macrosweep/v1/trial.ts";
import type { LogQuestion } from "../../../src/shapes/logTail.ts";
import type { WatchedShape } from "../../../src/shapes/watched.ts";
import { RawAgent } from "./rawAgent.ts";

/** A real controller on a free port and a folder of its own, with a client, fresh for every test of a file. */
export function stage(options: () => Partial<ControllerOptions> = () => ({})) {
  let folder: string;
  let controller: Controller;
  let client: Client;
  const agents: RawAgent[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "macrosweep-rpc-"));
    controller = await startController({
      state: folder,
      listen: "127.0.0.1:0",
      http: "127.0.0.1:0",
      ...options(),
    });
    client = clientOf({ url: controller.url, headers: {} });
  });

  afterEach(async () => {
    for (const agent of agents.splice(0)) agent.close();
    await controller.stop();
    rmSync(folder, { recursive: true });
  });

  const address = () => controller.address;

  return {
    controller: () => controller,
    folder: () => folder,
    agents: () => controller.agents(),
    logTail: (sweep: string, trial: number, question: LogQuestion = {}, signal = new AbortController().signal) =>
      controller.logTail(sweep, trial, question, signal),
    /** host:port of the controller. */
    address,
    /** Where people and programs come to. */
    url: () => controller.url,
    agent(name: string, held: Parameters<RawAgent["hello"]>[1] = []) {
      const agent = new RawAgent(address());
      agents.push(agent);
      agent.hello(name, held);
      return agent;
    },
    /** One with these GPUs and labels. */
    agentWith(name: string, models: readonly string[], labels: Record<string, string> = {}) {
      const agent = new RawAgent(address());
      agents.push(agent);
      agent.hello(name, [], 1, { gpus: models.map((model) => ({ name: model, memoryMib: 81_559 })), labels });
      return agent;
    },
    /** The n-th stream of one process of an agent. */
    agentOf(name: string, process: string, session: number, held: Lease[] = [], words?: number) {
      const agent = new RawAgent(address());
      agents.push(agent);
      agent.helloAs({ agent: name, process, session, held, words });
      return agent;
    },
    silentAgent() {
      const agent = new RawAgent(address());
      agents.push(agent);
      return agent;
    },
    create: (document: unknown) => client.create(document),
    list: () => client.list(),
    get: (name: string) => client.get(name),
    pause: (name: string) => client.order(name, "pause"),
    resume: (name: string) => client.order(name, "resume"),
    cancel: (name: string) => client.order(name, "cancel"),
    retry: (name: string) => client.retry(name),
    explain: (name: string, trial: number) => client.explain(name, trial),
    trials: (name: string) => client.trials(name),
    /** The pictures of a watch as they come, until the signal is aborted. */
    watching: (name: string, signal: AbortSignal) => client.watch(name, signal),
    async watch(name: string) {
      const seen: WatchedShape[] = [];
      for await (const picture of client.watch(name, new AbortController().signal)) seen.push(picture);
      return seen;
    },
  };
}

/** Creates a sweep. */
export async function submitTo({ url }: Controller, document: unknown): Promise<void> {
  await clientOf({ url, headers: {} }).create(document);
}

/** A document for raw agents: one parameter, three epochs, no pruner unless asked for. */
export function sweepDocument(budget: object = {}, spec: object = {}): unknown {
  return {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "small" },
    spec: {
      parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
      sampler: { name: "random", seed: 1 },
      pruner: { name: "none" },
      budget: { trials: 4, parallel: 4, epochsPerTrial: 3, ...budget },
      trainer: { command: ["train"], args: ["--x={{ params.x }}", "{{ epochs }}"] },
      ...spec,
    },
  };
}
