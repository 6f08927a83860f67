import type { V1Job, V1Pod } from "@kubernetes/client-node";
import type { Watch } from "@kubernetes/client-node/dist/watch.js";
import { SWEEP_LABEL } from "./agentJob.ts";
import type { KubeApi } from "./kubeApi.ts";
import { keyOf, type Resource, type SweepResource } from "./resource.ts";
import { Watched } from "./watched.ts";

interface Listener {
  /** Something of the Sweep with this key has come, changed or gone: itself, its Jobs or its pods. Must not wait. */
  readonly onChange: (key: string) => void;
  /** As `Watched` tells it. */
  readonly onTrouble: (error: unknown) => void;
}

/** The Sweeps of a namespace, or of all (null), with the Jobs and pods that are labelled with their UIDs, as the API server has them. */
export class Informers {
  readonly sweeps: Watched<"sweeps">;
  readonly jobs: Watched<"jobs">;
  readonly pods: Watched<"pods">;

  constructor(api: KubeApi, watch: Watch, namespace: string | null, { onChange, onTrouble }: Listener) {
    const sweepChanged = (sweep: SweepResource) => onChange(keyOf(sweep));
    this.sweeps = new Watched(api, watch, { kind: "sweeps", namespace, onTrouble, onChange: sweepChanged });
    const ownedChanged = (owned: Resource) => {
      const sweep = this.sweepOf(uidOf(owned));
      if (sweep !== undefined) onChange(keyOf(sweep));
    };
    const owned = { namespace, labelSelector: SWEEP_LABEL, onTrouble, onChange: ownedChanged };
    this.jobs = new Watched(api, watch, { kind: "jobs", ...owned });
    this.pods = new Watched(api, watch, { kind: "pods", ...owned });
  }

  /** Whether all has been seen that there is: before, what is not here may yet be there. */
  get areListed(): boolean {
    return [this.sweeps, this.jobs, this.pods].every((watched) => watched.isListed);
  }

  /** The Sweep with this UID. */
  sweepOf(uid: string | undefined): SweepResource | undefined {
    return this.sweeps.all().find(({ metadata }) => metadata?.uid === uid);
  }

  /** All that a Sweep has: its own one, or those of its nights. */
  jobsOf(uid: string): V1Job[] {
    return this.jobs.all().filter((job) => uidOf(job) === uid);
  }

  podsOf(uid: string): V1Pod[] {
    return this.pods.all().filter((pod) => uidOf(pod) === uid);
  }

  async close(): Promise<void> {
    await Promise.all([this.sweeps.close(), this.jobs.close(), this.pods.close()]);
  }
}

/** The UID of the Sweep that a Job or a pod is labelled with. */
export function uidOf({ metadata }: Resource): string | undefined {
  return metadata?.labels?.[SWEEP_LABEL];
}
