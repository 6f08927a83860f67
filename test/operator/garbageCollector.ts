import type { V1OwnerReference } from "@kubernetes/client-node";
import { KubeError } from "../../src/controller/operator/kubeApi.ts";
import { pathOf, type Resource } from "../../src/controller/operator/resource.ts";
import { Watched } from "../../src/controller/operator/watched.ts";
import type { Admin } from "./admin.ts";

/** Deletes Jobs of Sweeps and pods of Jobs that are not there any more: where a real API server has no controller manager beside it. */
export class GarbageCollector {
  readonly #admin: Admin;
  readonly #namespace: string;
  readonly #jobs: Watched<"jobs">;
  readonly #pods: Watched<"pods">;
  readonly #timer: NodeJS.Timeout;
  #turn: Promise<void> = Promise.resolve();

  constructor(admin: Admin, namespace: string) {
    this.#admin = admin;
    this.#namespace = namespace;
    const common = { namespace, onChange() {}, onTrouble() {} };
    this.#jobs = new Watched(admin.api, admin.watch, { kind: "jobs", ...common });
    this.#pods = new Watched(admin.api, admin.watch, { kind: "pods", ...common });
    this.#timer = setInterval(() => {
      this.#turn = this.#turn.then(() => this.#look());
    }, 500);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#jobs.close(), this.#pods.close(), this.#turn]);
  }

  async #look(): Promise<void> {
    try {
      for (const job of this.#jobs.all()) await this.#collect("jobs", job, "Sweep", "sweeps");
      for (const pod of this.#pods.all()) await this.#collect("pods", pod, "Job", "jobs");
    } catch (error) {
      // The server is away; it looks again.
      if (!(error instanceof KubeError)) throw error;
    }
  }

  async #collect(kind: "jobs" | "pods", { metadata }: Resource, of: string, owners: "sweeps" | "jobs"): Promise<void> {
    const owner = metadata?.ownerReferences?.find((one) => one.kind === of);
    if (owner === undefined || metadata?.deletionTimestamp !== undefined) return;
    if (await this.#isThere(owners, owner)) return;
    await this.#admin.api.delete(kind, this.#namespace, metadata?.name ?? "", metadata?.uid);
  }

  async #isThere(kind: "sweeps" | "jobs", { name, uid }: V1OwnerReference): Promise<boolean> {
    const path = pathOf(kind, this.#namespace, name);
    const found = await this.#admin.api.get<Resource>(path).catch((error: unknown) => {
      if (error instanceof KubeError && error.status === 404) return null;
      throw error;
    });
    return found?.metadata?.uid === uid;
  }
}
