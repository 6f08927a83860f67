import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, vi } from "vitest";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { SCHEDULES, takenOf } from "../../src/controller/nightly/scheduled.ts";
import { Streams } from "../../src/controller/nightly/streams.ts";
import { KubeError } from "../../src/controller/operator/kubeApi.ts";
import { pathOf, type SweepResource } from "../../src/controller/operator/resource.ts";
import type { SweepStatus } from "../../src/controller/operator/status.ts";
import { type SweepDetail, sweepDetail } from "../../src/shapes/sweep.ts";
import { Command } from "../e2e/command.ts";
import { type Cluster, openCluster } from "./cluster.ts";
import { Kubelet } from "./kubelet.ts";

/** What tests of the operator wait for at most, in ms: many processes start meanwhile. */
export const PATIENCE_MS = 90_000;

/** What a test takes at most that waits a few times. */
export const TIMEOUT_MS = 4 * PATIENCE_MS;
export const slowly = { timeout: TIMEOUT_MS };

/** A shell that trains: every configuration gets its x right in so many of ten, an epoch after the other. */
const GOOD = `for epoch in 1 2 3; do echo "@macrosweep {\\"epoch\\": $epoch, \\"confusion\\": [[8, 2], [1, 9]], \\"classes\\": [\\"no\\", \\"yes\\"]}"; done`;
/** One that reports an epoch, and goes on until it is stopped. */
const ENDLESS = `echo '@macrosweep {"epoch": 1, "confusion": [[8, 2], [1, 9]]}'; sleep 1000`;

/** Macro-F1 of these counts, by hand: F1 is 16/19 and 18/21. */
export const MACRO_F1 = (16 / 19 + 18 / 21) / 2;

interface Written {
  readonly trainer?: "good" | "endless";
  /** A file for which trainers wait, so that no trial ends before a test has seen it run. */
  readonly after?: string;
  readonly trials?: number;
  readonly parallel?: number;
  readonly placement?: object | null;
  readonly spec?: object;
}

// No scheduler of the cluster takes such pods to its nodes: the tests' own node does.
const OURS = { spec: { schedulerName: "macrosweep-test" } };

/** The spec of a sweep whose trainer is a shell. */
export function specOf({
  trainer = "good",
  after,
  trials = 2,
  parallel = 1,
  placement = {},
  spec = {},
}: Written = {}): object {
  const wait = after === undefined ? "" : `until [ -e "${after}" ]; do sleep 0.1; done; `;
  return {
    parameters: [{ name: "x", type: "float", min: 0.5, max: 1 }],
    sampler: { name: "random", seed: 1 },
    pruner: { name: "none" },
    budget: { trials, parallel, epochsPerTrial: 3 },
    trainer: { command: ["sh", "-c", wait + (trainer === "good" ? GOOD : ENDLESS)] },
    ...(placement === null ? {} : { placement: { image: "train:1", podTemplate: OURS, ...placement } }),
    ...spec,
  };
}

/** A scene of all tests around: it opens before the first and closes after the last. */
export function sharedScene(): Scene {
  const scene = new Scene();
  beforeAll(() => scene.open(), TIMEOUT_MS);
  afterAll(() => scene.close(), TIMEOUT_MS);
  return scene;
}

/** A cluster with a node, and the operator as a process of its own. */
export class Scene {
  readonly #serves: readonly string[];
  #folder: string | null = null;
  #cluster: Cluster | null = null;
  #kubelet: Kubelet | null = null;
  #controller: Command | null = null;

  /** @param serves what the operator is told: `--all-namespaces`; empty: its own namespace */
  constructor(serves: readonly string[] = []) {
    this.#serves = serves;
  }

  async open(): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), "macrosweep-operator-"));
    this.#cluster = await openCluster(this.folder);
    const pods = join(this.folder, "pods");
    mkdirSync(pods);
    this.#kubelet = new Kubelet(this.cluster.admin, this.cluster.namespace, pods);
    await this.#start();
  }

  get folder(): string {
    assert(this.#folder);
    return this.#folder;
  }

  get cluster(): Cluster {
    assert(this.#cluster);
    return this.#cluster;
  }

  get kubelet(): Kubelet {
    assert(this.#kubelet);
    return this.#kubelet;
  }

  get controller(): Command {
    assert(this.#controller);
    return this.#controller;
  }

  /** Kills the controller and starts it again, on a free port: agents learn of it by new pods. */
  async restart(meanwhile: () => void | Promise<void> = () => {}): Promise<void> {
    await this.controller.kill("SIGKILL");
    await meanwhile();
    await this.#start();
  }

  /** The controller was away since long ago, when it had this schedule already: so that a night of it is due. */
  async awayFromNight(schedule: string): Promise<void> {
    await this.restart(async () => {
      const journal = await openSqliteJournal(join(this.folder, "state", "journal.db"));
      const schedules = await Streams.open(journal, SCHEDULES, await journal.summaries());
      const scheduled = schedules.get(schedule);
      assert(scheduled !== null);
      await schedules.append(schedule, [takenOf({ ...scheduled, sinceMs: 0 }, Date.now())]);
      await journal.close();
    });
  }

  async close(): Promise<void> {
    await this.#kubelet?.close();
    await this.#controller?.kill("SIGTERM");
    await this.#cluster?.close();
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** As kubectl apply. @throws KubeError as the server refuses it */
  async apply(name: string, spec: object, labels: object = {}): Promise<SweepResource> {
    const body = { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata: { name, labels }, spec };
    const path = pathOf("sweeps", this.cluster.namespace, name);
    const query = { fieldManager: "kubectl", force: true, fieldValidation: "Strict" };
    return await this.cluster.admin.api.send("PATCH", path, { query, body, type: "application/apply-patch+yaml" });
  }

  async patch(name: string, body: object, below?: string): Promise<void> {
    await this.cluster.admin.api.merge("sweeps", this.cluster.namespace, name, body, below);
  }

  async delete(name: string): Promise<void> {
    await this.cluster.admin.api.delete("sweeps", this.cluster.namespace, name, undefined);
  }

  /** null: it is not there. */
  async sweep(name: string): Promise<SweepResource | null> {
    return await this.cluster.admin.api
      .get<SweepResource>(pathOf("sweeps", this.cluster.namespace, name))
      .catch((error: unknown) => {
        if (error instanceof KubeError && error.status === 404) return null;
        throw error;
      });
  }

  async status(name: string): Promise<SweepStatus | undefined> {
    return (await this.sweep(name))?.status as SweepStatus | undefined;
  }

  /** Waits until the status is like this, and returns it. */
  async statusLike(name: string, like: object): Promise<SweepStatus> {
    await expect
      .poll(() => this.status(name).catch(() => undefined), { timeout: PATIENCE_MS, interval: 100 })
      .toMatchObject(like);
    const status = await this.status(name);
    if (status === undefined) throw new Error(`${name} has lost its status`);
    return status;
  }

  /** Waits until a condition holds or does not, and returns it. */
  async condition(name: string, type: string, status: "True" | "False", reason?: string) {
    const like = { type, status, ...(reason === undefined ? {} : { reason }) };
    const { conditions } = await this.statusLike(name, {
      conditions: expect.arrayContaining([expect.objectContaining(like)]),
    });
    const found = conditions.find((one) => one.type === type);
    if (found === undefined) throw new Error(`${name} has no condition ${type}`);
    return found;
  }

  /** Pods of a sweep that are not about to go. */
  async pods(name: string): Promise<string[]> {
    const uid = (await this.sweep(name))?.metadata?.uid;
    const { items } = await this.cluster.admin.api.get<{
      items: { metadata: { name: string; deletionTimestamp?: string } }[];
    }>(pathOf("pods", this.cluster.namespace), { labelSelector: `macrosweep.dev/sweep-uid=${uid}` });
    return items
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map(({ metadata }) => metadata.name);
  }

  /** What `kubectl describe` shows of the sweep's events: reasons. */
  async events(name: string): Promise<string[]> {
    type Told = { items: { reason: string; involvedObject: { name: string } }[] };
    const { items } = await this.cluster.admin.api.get<Told>(pathOf("events", this.cluster.namespace));
    return items.filter(({ involvedObject }) => involvedObject.name === name).map(({ reason }) => reason);
  }

  /** As `macrosweep submit` does, past the cluster. */
  async submit(name: string, spec: object): Promise<void> {
    const path = join(this.folder, `${name}.json`);
    const document = { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata: { name }, spec };
    writeFileSync(path, JSON.stringify(document));
    await this.ask("submit", path);
  }

  /** As the controller has it in its journal. @throws where it has none */
  async detail(name: string): Promise<SweepDetail> {
    const [, url] = await this.controller.said(/page and API: (\S+)/);
    const response = await fetch(`${url}/api/v1/sweeps/${name}`);
    return sweepDetail.parse(await response.json());
  }

  /** `macrosweep ...args` of the controller's folder, to its end. */
  async ask(...args: readonly string[]): Promise<string> {
    const command = new Command([...args, "--state", join(this.folder, "state")], this.folder, {});
    await command.exited;
    return command.stdout + command.stderr;
  }

  /** Starts another controller that serves the same, with a journal of its own. */
  second(): Command {
    return this.#command("second");
  }

  async #start(): Promise<void> {
    const controller = this.#command("state");
    this.#controller = controller;
    const said = () => expect(controller.stderr).toContain('"operator started"');
    await vi.waitFor(said, { timeout: PATIENCE_MS, interval: 50 });
  }

  #command(state: string): Command {
    const ports = ["--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"];
    const serves = this.#serves.length > 0 ? this.#serves : ["--namespace", this.cluster.namespace];
    const args = [
      "controller",
      "--state",
      join(this.folder, state),
      ...ports,
      "--operator",
      ...serves,
      "--lease",
      "5s",
    ];
    return new Command(args, this.folder, { KUBECONFIG: this.cluster.kubeconfig });
  }
}
