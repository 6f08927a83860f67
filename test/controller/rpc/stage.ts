import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { afterEach, beforeEach } from "vitest";
import { type Controller, type ControllerOptions, startController } from "../../../src/controller/index.ts";
import type { LogQuestion } from "../../../src/controller/logView.ts";
import {
  type Sweep,
  SweepServiceClient,
  type Trial,
  type WatchSweepResponse,
} from "../../../src/gen/macrosweep/v1/sweep.ts";
import type { Lease } from "../../../src/gen/macrosweep/v1/trial.ts";
import { RawAgent } from "./rawAgent.ts";

/** A real controller on a free port and a folder of its own, with a client, fresh for every test of a file. */
export function stage(options: () => Partial<ControllerOptions> = () => ({})) {
  let folder: string;
  let controller: Controller;
  let client: SweepServiceClient;
  const agents: RawAgent[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "macrosweep-rpc-"));
    controller = await startController({ state: folder, listen: "127.0.0.1:0", ...options() });
    client = new SweepServiceClient(controller.address, credentials.createInsecure());
  });

  afterEach(async () => {
    for (const agent of agents.splice(0)) agent.close();
    client.close();
    await controller.stop();
    rmSync(folder, { recursive: true });
  });

  const call = <A>(make: (done: (error: ServiceError | null, answer: A) => void) => void) =>
    new Promise<A>((resolve, reject) => make((error, answer) => (error === null ? resolve(answer) : reject(error))));

  const listTrials = async (name: string) => {
    const trials: Trial[] = [];
    for await (const { page } of client.listTrials({ name, pages: true })) trials.push(...page);
    return trials;
  };

  return {
    controller: () => controller,
    folder: () => folder,
    agents: () => controller.agents(),
    logTail: (sweep: string, trial: number, question: LogQuestion = {}, signal = new AbortController().signal) =>
      controller.logTail(sweep, trial, question, signal),
    /** host:port of the controller. */
    address: () => controller.address,
    agent(name: string, held: Parameters<RawAgent["hello"]>[1] = []) {
      const agent = new RawAgent(controller.address);
      agents.push(agent);
      agent.hello(name, held);
      return agent;
    },
    /** One with these GPUs and labels. */
    agentWith(name: string, models: readonly string[], labels: Record<string, string> = {}) {
      const agent = new RawAgent(controller.address);
      agents.push(agent);
      agent.hello(name, [], 1, { gpus: models.map((model) => ({ name: model, memoryMib: 81_559 })), labels });
      return agent;
    },
    /** The n-th stream of one process of an agent. */
    agentOf(name: string, process: string, session: number, held: Lease[] = [], words?: number) {
      const agent = new RawAgent(controller.address);
      agents.push(agent);
      agent.helloAs({ agent: name, process, session, held, words });
      return agent;
    },
    silentAgent() {
      const agent = new RawAgent(controller.address);
      agents.push(agent);
      return agent;
    },
    create: (document: unknown) =>
      call<{ existing: boolean }>((done) => client.createSweep({ documentJson: JSON.stringify(document) }, done)),
    list: async () => (await call<{ sweeps: Sweep[] }>((done) => client.listSweeps({}, done))).sweeps,
    /** The pictures of a watch as they come; closed by whoever has seen enough. */
    watching: (name: string) => client.watchSweep({ name }),
    get: async (name: string): Promise<Sweep | undefined> =>
      (await call<{ sweep?: Sweep }>((done) => client.getSweep({ name }, done))).sweep,
    pause: (name: string) => call((done) => client.pauseSweep({ name }, done)),
    resume: (name: string) => call((done) => client.resumeSweep({ name }, done)),
    cancel: (name: string) => call((done) => client.cancelSweep({ name }, done)),
    explain: (name: string, trial: number) => call((done) => client.explainTrial({ name, trial }, done)),
    trials: listTrials,
    async watch(name: string) {
      const seen: WatchSweepResponse[] = [];
      for await (const picture of client.watchSweep({ name })) seen.push(picture);
      return seen;
    },
  };
}

/** Creates a sweep. */
export async function submitTo({ address }: Controller, document: unknown): Promise<void> {
  const client = new SweepServiceClient(address, credentials.createInsecure());
  try {
    await new Promise<void>((resolve, reject) => {
      client.createSweep({ documentJson: JSON.stringify(document) }, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  } finally {
    client.close();
  }
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
