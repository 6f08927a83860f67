import { createHash } from "node:crypto";
import type { V1Job, V1Pod } from "@kubernetes/client-node";
import { SweepError } from "../../error.ts";
import type { Placement } from "../core/document/placement.ts";
import { type AgentSettings, agentJob, jobName, type PlacedResource } from "./agentJob.ts";
import { type KubeApi, KubeError } from "./kubeApi.ts";
import type { Trouble } from "./trouble.ts";

/** What its Job was made of: another placement needs another Job, for the template of one cannot change. */
const MADE_OF = "macrosweep.dev/made-of";

export interface Wanted {
  readonly resource: PlacedResource;
  readonly placement: Placement;
  readonly settings: AgentSettings;
  /** Pods of it whose agents train nothing now. */
  readonly idle: readonly V1Pod[];
}

/**
 * Lets the one Job of a sweep have as many pods as it wants. What has become of a Job does not count: where pods are wanted and it has ended, it is
 * made anew. Returns what keeps it from being made; null: nothing.
 */
export async function ensureAgents(api: KubeApi, job: V1Job | undefined, wanted: Wanted): Promise<Trouble | null> {
  const { resource, placement, settings, idle } = wanted;
  const { namespace } = resource;
  const { parallelism } = settings;
  try {
    const made = manifest(resource, placement, settings);
    if (job === undefined) {
      if (parallelism > 0) await api.apply("jobs", namespace, jobName(resource), made);
      return null;
    }
    const isOther = job.metadata?.annotations?.[MADE_OF] !== made.metadata?.annotations?.[MADE_OF];
    if (isOther || (parallelism > 0 && hasEnded(job))) await remove(api, job);
    else await scale(api, job, parallelism, idle);
    return null;
  } catch (error) {
    if (error instanceof SweepError) return { reason: "PlacementRefused", message: error.message };
    if (!(error instanceof KubeError) || !REFUSED.includes(error.status)) throw error;
    return { reason: "JobRefused", message: error.message };
  }
}

// The quota, a policy or the manifest: it will not be otherwise by being asked again at once.
const REFUSED = [400, 403, 422];

/** Lets the Job of a sweep that has lost its placement, or cannot be read any more, have no more pods than it wants. */
export async function scaleAgents(api: KubeApi, job: V1Job, parallelism: number): Promise<void> {
  await scale(api, job, Math.min(parallelism, job.spec?.parallelism ?? 0), []);
}

/** With its pods. */
export async function remove(api: KubeApi, { metadata }: V1Job): Promise<void> {
  if (metadata?.deletionTimestamp !== undefined) return;
  await api.delete("jobs", metadata?.namespace ?? "", metadata?.name ?? "", metadata?.uid);
}

function manifest(resource: PlacedResource, placement: Placement, settings: AgentSettings): V1Job {
  const made = agentJob(resource, placement, settings);
  const stable = JSON.stringify({ ...made, spec: { ...made.spec, parallelism: undefined } });
  const hash = createHash("sha256").update(stable).digest("hex").slice(0, 16);
  const annotations = { ...made.metadata?.annotations, [MADE_OF]: hash };
  return { ...made, metadata: { ...made.metadata, annotations } };
}

function hasEnded({ status }: V1Job): boolean {
  return (status?.conditions ?? []).some(
    ({ type, status: is }) => ["Complete", "Failed"].includes(type) && is === "True",
  );
}

/**
 * A Job that is to have fewer pods chooses by itself which go, and would take one that trains. So those that train nothing are deleted first, and the
 * number is lowered by as many: what the Job starts in their place meanwhile is what it takes back. To none it goes at once: then nothing is to train.
 */
async function scale(api: KubeApi, { metadata, spec }: V1Job, wanted: number, idle: readonly V1Pod[]): Promise<void> {
  const now = spec?.parallelism ?? 1;
  const namespace = metadata?.namespace ?? "";
  const surplus = wanted === 0 ? [] : idle.slice(0, Math.max(0, now - wanted));
  for (const pod of surplus) await api.delete("pods", namespace, pod.metadata?.name ?? "", pod.metadata?.uid);
  const next = wanted === 0 || wanted > now ? wanted : now - surplus.length;
  if (next !== now) await api.merge("jobs", namespace, metadata?.name ?? "", { spec: { parallelism: next } });
}
