import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Controller, startController } from "../../../src/controller/index.ts";
import { Outcome } from "../../../src/gen/macrosweep/v1/agent.ts";
import { RawAgent } from "../../controller/rpc/rawAgent.ts";

/** What the API answered, with its body as text. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A real controller over HTTP with sweeps to ask for, until it is closed. */
export interface Scene {
  readonly url: string;
  /** Its folder. */
  readonly state: string;
  readonly controller: Controller;
  readonly agent: RawAgent;
  ask(method: string, path: string, request?: { body?: unknown; headers?: Record<string, string> }): Promise<Answered>;
  /** Creates a sweep from `documentOf`. */
  create(name: string, budget?: object, spec?: object): Promise<void>;
  close(): Promise<void>;
}

/** A sweep over one float and one choice; nobody is there to train it unless the test says so. */
export function documentOf(name: string, budget: object = {}, spec: object = {}): object {
  return {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name, labels: { team: "ecg", "macrosweep.dev/series": "ecg-nights" } },
    spec: {
      parameters: [
        { name: "x", type: "float", min: 0, max: 1 },
        { name: "kind", type: "categorical", values: ["a", "b"] },
      ],
      sampler: { name: "random", seed: 1 },
      pruner: { name: "none" },
      budget: { trials: 5, parallel: 5, epochsPerTrial: 3, ...budget },
      trainer: { command: ["train"], args: ["--x={{ params.x }}"] },
      ...spec,
    },
  };
}

/** Starts a controller without sweeps, and an agent that takes what it is given credit for. */
export async function openScene(): Promise<Scene> {
  const state = mkdtempSync(join(tmpdir(), "macrosweep-api-"));
  const controller = await startController({ state, listen: "127.0.0.1:0", http: "127.0.0.1:0" });
  const agent = new RawAgent(controller.address);
  agent.helloAs({ agent: "box", process: "p1", tails: true });
  const { url } = controller;
  const scene: Scene = {
    url,
    state,
    controller,
    agent,
    async ask(method, path, { body, headers = {} } = {}) {
      const sent = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
      const type: Record<string, string> = typeof body === "object" ? { "content-type": "application/json" } : {};
      const response = await fetch(url + path, { method, headers: { ...type, ...headers }, body: sent ?? null });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async create(name, budget, spec) {
      const { status, text } = await scene.ask("POST", "/api/v1/sweeps", { body: documentOf(name, budget, spec) });
      if (status !== 201) throw new Error(`${name}: ${status} ${text}`);
    },
    async close() {
      agent.close();
      await controller.stop();
      rmSync(state, { recursive: true });
    },
  };
  return scene;
}

/** Trains the next `trials` to their last epoch with counts of two classes; number 1 fails. */
export async function train({ agent }: Scene, trials: number): Promise<void> {
  agent.credit(trials);
  for (let i = 0; i < trials; i++) {
    const { lease, epochs } = await agent.assigned();
    const fails = lease?.trial === 1;
    const steps = fails ? 0 : epochs;
    for (let step = 1; step <= steps; step++) {
      const cells = [40 + step, 20 - step, 5, 55];
      const counts = { kind: { $case: "confusion" as const, confusion: { classes: 2, cells } } };
      agent.report(lease, step, 0, { value: undefined, counts, classes: ["N", "V"] });
    }
    const outcome = fails ? Outcome.FAILED : Outcome.COMPLETED;
    agent.say({ $case: "finish", finish: { lease, seq: steps + 1, outcome, reason: fails ? "exit code 1" : "" } });
    await agent.next("ack");
  }
}

/** From now on the agent answers who asks for the log of a trial. */
export async function tellLogs({ agent }: Scene): Promise<never> {
  for (;;) {
    const { askLog } = await agent.next("askLog");
    const { lease, question } = askLog;
    const logTail = { lease, question, text: "epoch 3\n", start: 0, end: 8, live: false, refusal: "" };
    agent.say({ $case: "logTail", logTail });
  }
}
