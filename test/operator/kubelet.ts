import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { V1Pod, V1PodStatus } from "@kubernetes/client-node";
import { KubeError } from "../../src/controller/operator/kubeApi.ts";
import { keyOf, pathOf } from "../../src/controller/operator/resource.ts";
import { Watched } from "../../src/controller/operator/watched.ts";
import type { Admin } from "./admin.ts";

const NODES = "/api/v1/nodes";
const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

/**
 * A node and its scheduler: takes each pod of a namespace and starts it as a process on this machine, an agent of the sources in place of the one that the pod would
 * bring along. Images of certain names cannot be pulled (missing:...), those called hungry:... use more memory than they may, and nodes with the label impossible are
 * not there.
 */
export class Kubelet {
  readonly #admin: Admin;
  readonly #namespace: string;
  readonly #folder: string;
  readonly #node = `macrosweep-test-${randomUUID().slice(0, 8)}`;
  readonly #pods: Watched<"pods">;
  readonly #processes = new Map<string, ChildProcess>();
  readonly #bound = new Set<string>();
  readonly #begun = new Set<string>();
  readonly #work = new Set<Promise<void>>();

  constructor(admin: Admin, namespace: string, folder: string) {
    this.#admin = admin;
    this.#namespace = namespace;
    this.#folder = folder;
    this.#later(this.#register());
    const onChange = (pod: V1Pod) => this.#later(this.#bring(pod));
    this.#pods = new Watched(admin.api, admin.watch, { kind: "pods", namespace, onChange, onTrouble() {} });
  }

  /** Processes of pods that run. */
  get running(): number {
    return this.#processes.size;
  }

  /** Names of the pods that run here. */
  get names(): string[] {
    return [...this.#processes.keys()].map((key) => key.split("/")[1] ?? "");
  }

  /** A node that dies: its processes are killed, and nobody says so. */
  kill(name: string): void {
    this.#processes.get(`${this.#namespace}/${name}`)?.kill("SIGKILL");
  }

  /** Ends what it has started, by its ids. */
  async close(): Promise<void> {
    await this.#pods.close();
    const ended = [...this.#processes.values()].map((child) => new Promise((resolve) => child.once("close", resolve)));
    for (const child of this.#processes.values()) child.kill("SIGTERM");
    await Promise.all(ended);
    while (this.#work.size > 0) await Promise.all(this.#work);
    await this.#admin.api.send("DELETE", `${NODES}/${this.#node}`, {});
  }

  #later(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => {
        // The server may be away, or the pod gone.
        if (!(error instanceof KubeError)) throw error;
      })
      .finally(() => this.#work.delete(done));
    this.#work.add(done);
  }

  /** Who binds pods to a node that is not there has them collected. */
  async #register(): Promise<void> {
    const capacity = { cpu: "64", memory: "256Gi", pods: "100", "nvidia.com/gpu": "8" };
    const conditions = [{ type: "Ready", status: "True", reason: "Test", message: "", lastTransitionTime: now() }];
    const taints = [{ key: "macrosweep.dev/test", effect: "NoSchedule" }];
    await this.#admin.api.create(NODES, {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: this.#node },
      spec: { taints },
      status: { capacity, allocatable: capacity, conditions },
    });
  }

  async #bring(pod: V1Pod): Promise<void> {
    const key = keyOf(pod);
    const child = this.#processes.get(key);
    const { deletionTimestamp, uid = "", name = "" } = pod.metadata ?? {};
    if (deletionTimestamp !== undefined) {
      if (child !== undefined) child.kill("SIGTERM");
      else await this.#admin.remove("pods", this.#namespace, name);
      return;
    }
    if (pod.status?.phase !== "Pending") return;
    if (pod.spec?.nodeName === undefined) await once(this.#bound, uid, () => this.#schedule(pod));
    else if (pod.spec.nodeName === this.#node) await once(this.#begun, uid, () => this.#start(pod));
  }

  async #schedule(pod: V1Pod): Promise<void> {
    const { name, uid } = pod.metadata ?? {};
    if (pod.spec?.nodeSelector?.impossible !== undefined) {
      const message = "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.";
      const scheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable", message };
      return await this.#say(pod, { phase: "Pending", conditions: [scheduled] });
    }
    await this.#admin.api.create(pathOf("pods", this.#namespace, name, "binding"), {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { name, uid },
      target: { apiVersion: "v1", kind: "Node", name: this.#node },
    });
  }

  async #start(pod: V1Pod): Promise<void> {
    const [{ image = "", name: container } = { name: "" }] = pod.spec?.containers ?? [];
    if (image.startsWith("missing:")) {
      const waiting = { reason: "ImagePullBackOff", message: `Back-off pulling image "${image}"` };
      return this.#say(pod, { phase: "Pending", containerStatuses: [statusOf(container, image, { waiting })] });
    }
    if (image.startsWith("hungry:")) {
      const terminated = { reason: "OOMKilled", exitCode: 137, finishedAt: now() };
      return this.#say(pod, { phase: "Failed", containerStatuses: [statusOf(container, image, { terminated })] });
    }
    await this.#run(pod, container, image);
  }

  async #run(pod: V1Pod, container: string, image: string): Promise<void> {
    const { name = "" } = pod.metadata ?? {};
    const home = join(this.#folder, name);
    const { args = [], env = [] } = pod.spec?.containers[0] ?? {};
    const places = await this.#mount(pod, home);
    const here = (text: string) =>
      places
        .reduce((soFar, [inside, outside]) => soFar.replaceAll(inside, outside), text)
        .replaceAll("$(POD_NAME)", name);
    const given = env.flatMap(({ name: variable, value }) => (value === undefined ? [] : [[variable, here(value)]]));
    const { MACROSWEEP_TOKEN: _, KUBECONFIG: __, ...inherited } = process.env;
    // In place of the container's command, which is the agent that the pod has brought along.
    const child = spawn(process.execPath, [MAIN, "agent", ...args.map(here)], {
      cwd: home,
      env: { ...inherited, ...Object.fromEntries(given) },
      stdio: "ignore",
    });
    this.#processes.set(keyOf(pod), child);
    child.once("close", (code) => {
      this.#processes.delete(keyOf(pod));
      this.#later(this.#ended(pod, container, image, code));
    });
    const running = statusOf(container, image, { running: { startedAt: now() } });
    await this.#say(pod, { phase: "Running", containerStatuses: [running] });
  }

  /** Files of projected tokens and config maps, in a folder a mount. */
  async #mount(pod: V1Pod, home: string): Promise<(readonly [string, string])[]> {
    const { volumeMounts = [] } = pod.spec?.containers[0] ?? {};
    mkdirSync(home, { recursive: true });
    const places: (readonly [string, string])[] = [];
    for (const { name, mountPath } of volumeMounts) {
      const folder = join(home, "mounts", name);
      mkdirSync(folder, { recursive: true });
      const volume = pod.spec?.volumes?.find((one) => one.name === name);
      for (const { serviceAccountToken: token, configMap } of volume?.projected?.sources ?? [
        { configMap: volume?.configMap },
      ]) {
        if (token !== undefined) {
          const { audience = "", expirationSeconds = 3600, path } = token;
          writeFileSync(join(folder, path), await this.#admin.tokenOf(pod, audience, expirationSeconds));
        }
        const data = configMap?.name === undefined ? {} : await this.#admin.configMap(this.#namespace, configMap.name);
        for (const [file, content] of Object.entries(data)) writeFileSync(join(folder, file), content);
      }
      places.push([mountPath, folder]);
    }
    return places;
  }

  async #ended(pod: V1Pod, container: string, image: string, code: number | null): Promise<void> {
    const { name = "" } = pod.metadata ?? {};
    if (this.#pods.get(keyOf(pod))?.metadata?.deletionTimestamp !== undefined)
      return await this.#admin.remove("pods", this.#namespace, name);
    const terminated = { exitCode: code ?? 137, reason: code === 0 ? "Completed" : "Error", finishedAt: now() };
    const phase = code === 0 ? "Succeeded" : "Failed";
    await this.#say(pod, { phase, containerStatuses: [statusOf(container, image, { terminated })] });
  }

  async #say({ metadata }: V1Pod, status: object): Promise<void> {
    const path = pathOf("pods", this.#namespace, metadata?.name, "status");
    await this.#admin.api.send("PATCH", path, { body: { status }, type: "application/merge-patch+json" });
  }
}

/** Not again for the same pod, but where it has failed. */
async function once(done: Set<string>, uid: string, work: () => Promise<void>): Promise<void> {
  if (done.has(uid)) return;
  done.add(uid);
  await work().catch((error: unknown) => {
    done.delete(uid);
    throw error;
  });
}

function statusOf(name: string, image: string, state: object): NonNullable<V1PodStatus["containerStatuses"]>[number] {
  return { name, image, imageID: "", ready: "running" in state, restartCount: 0, state };
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
