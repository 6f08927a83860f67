import { randomUUID } from "node:crypto";
import type { V1Job, V1Pod } from "@kubernetes/client-node";
import { KubeError } from "../../src/controller/operator/kubeApi.ts";
import { pathOf } from "../../src/controller/operator/resource.ts";
import { Watched } from "../../src/controller/operator/watched.ts";
import type { Admin } from "./admin.ts";

/** Makes pods of Jobs, as many as their parallelism says: where the API server has no controller manager beside it. */
export class JobController {
  readonly #admin: Admin;
  readonly #namespace: string;
  readonly #jobs: Watched<"jobs">;
  readonly #pods: Watched<"pods">;
  #turn: Promise<void> = Promise.resolve();
  #closed = false;
  #madeMs = 0;
  /** Made and not seen yet. */
  readonly #expected = new Set<string>();

  constructor(admin: Admin, namespace: string) {
    this.#admin = admin;
    this.#namespace = namespace;
    const common = { namespace, onChange: () => this.#look(), onTrouble() {} };
    this.#jobs = new Watched(admin.api, admin.watch, { kind: "jobs", ...common });
    this.#pods = new Watched(admin.api, admin.watch, { kind: "pods", ...common });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#jobs.close(), this.#pods.close(), this.#turn]);
  }

  #look(): void {
    this.#turn = this.#turn
      .then(async () => {
        // Before it has seen both lists it would make too many.
        if (!this.#jobs.isListed || !this.#pods.isListed) return void setTimeout(() => this.#look(), 100).unref();
        for (const job of this.#jobs.all()) if (!this.#closed) await this.#scale(job);
      })
      .catch((error: unknown) => {
        if (!(error instanceof KubeError)) throw error;
        setTimeout(() => this.#look(), 500).unref();
      });
  }

  async #scale(job: V1Job): Promise<void> {
    const { uid, deletionTimestamp } = job.metadata ?? {};
    const own = this.#pods.all().filter((pod) => isOf(pod, uid));
    const active = own.filter(isActive);
    // With a podFailurePolicy none takes the place of another before that has ended.
    const ending = own.filter(({ metadata }) => metadata?.deletionTimestamp !== undefined).length;
    for (const { metadata } of this.#pods.all()) this.#expected.delete(metadata?.name ?? "");
    const isResting = deletionTimestamp !== undefined || job.spec?.suspend === true;
    const wanted = isResting ? 0 : (job.spec?.parallelism ?? 1);
    // Those that do not run yet first, then the youngest.
    const order = active.toSorted((a, b) => Number(isRunning(a)) - Number(isRunning(b)) || bornMs(b) - bornMs(a));
    for (const { metadata } of order.slice(0, Math.max(0, active.length - wanted)))
      await this.#admin.api.delete("pods", this.#namespace, metadata?.name ?? "", metadata?.uid);
    // What ends badly is started again ever more slowly.
    const failures = own.filter((pod) => pod.status?.phase === "Failed").length;
    const pauseMs = failures === 0 ? 0 : this.#madeMs + Math.min(60_000, 1000 * 2 ** failures) - performance.now();
    if (pauseMs > 0) return void setTimeout(() => this.#look(), pauseMs).unref();
    for (let more = wanted - active.length - ending - this.#expected.size; more > 0; more--) await this.#make(job);
  }

  async #make({ metadata, spec }: V1Job): Promise<void> {
    const owner = { apiVersion: "batch/v1", kind: "Job", name: metadata?.name, uid: metadata?.uid, controller: true };
    const name = `${metadata?.name}-${randomUUID().slice(0, 5)}`;
    this.#expected.add(name);
    this.#madeMs = performance.now();
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...spec?.template.metadata, name, ownerReferences: [owner] },
      spec: spec?.template.spec,
    };
    try {
      await this.#admin.api.create(pathOf("pods", this.#namespace), pod);
    } catch (error) {
      // It will not be seen; one that came about all the same is deleted again as one too many.
      this.#expected.delete(name);
      throw error;
    }
  }
}

function isOf({ metadata }: V1Pod, uid: string | undefined): boolean {
  return metadata?.ownerReferences?.some((owner) => owner.uid === uid) === true;
}

function isActive({ status, metadata }: V1Pod): boolean {
  return metadata?.deletionTimestamp === undefined && (status?.phase === "Pending" || isRunning({ status } as V1Pod));
}

function isRunning({ status }: V1Pod): boolean {
  return status?.phase === "Running";
}

function bornMs({ metadata }: V1Pod): number {
  return Date.parse(String(metadata?.creationTimestamp));
}
