import type { V1ContainerStatus, V1Job, V1Pod } from "@kubernetes/client-node";

/** Why a sweep's agents do not run: a reason in one word, and what the cluster says of it. */
export interface Trouble {
  readonly reason: string;
  readonly message: string;
}

// A trainer that was killed says something for as long; then it is history.
const RECENT_MS = 600_000;

/** What is the matter with the pods of a sweep; null: nothing. What keeps all of them from running comes before what one has died of. */
export function troubleOf(pods: readonly V1Pod[], job: V1Job | undefined, nowMs: number): Trouble | null {
  return (
    firstOf(pods, notScheduled) ??
    firstOf(pods, notStarted) ??
    queued(job) ??
    unborn(pods, job, nowMs) ??
    firstOf(pods, died(nowMs))
  );
}

function firstOf(pods: readonly V1Pod[], look: (pod: V1Pod) => Trouble | null): Trouble | null {
  for (const pod of pods) {
    const found = look(pod);
    if (found !== null) return found;
  }
  return null;
}

function notScheduled({ metadata, status }: V1Pod): Trouble | null {
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (status?.phase !== "Pending" || scheduled?.status !== "False") return null;
  const { reason = "Unschedulable", message = "no node was found" } = scheduled;
  return { reason, message: `pod ${metadata?.name}: ${message}` };
}

// Words of the kubelet for a container that it cannot start, apart from those that pass by themselves.
const PASSING = ["ContainerCreating", "PodInitializing"];

function notStarted({ metadata, status }: V1Pod): Trouble | null {
  for (const { name, state } of containersOf(status)) {
    const { reason, message } = state?.waiting ?? {};
    if (reason === undefined || PASSING.includes(reason)) continue;
    const why = message === undefined ? reason : `${reason}: ${message}`;
    return {
      reason: reason === "ErrImagePull" ? "ImagePullBackOff" : reason,
      message: `pod ${metadata?.name}, container ${name}: ${why}`,
    };
  }
  return null;
}

function queued(job: V1Job | undefined): Trouble | null {
  const queue = job?.metadata?.labels?.["kueue.x-k8s.io/queue-name"];
  if (job?.spec?.suspend !== true || queue === undefined) return null;
  return { reason: "Queued", message: `waits in Kueue's queue ${queue}` };
}

// A Job has made its pods long before.
const UNBORN_MS = 15_000;

/** A Job whose pods are refused says so in its events alone. */
function unborn(pods: readonly V1Pod[], job: V1Job | undefined, nowMs: number): Trouble | null {
  const { name = "", creationTimestamp } = job?.metadata ?? {};
  if (pods.length > 0 || creationTimestamp === undefined || (job?.spec?.parallelism ?? 0) === 0) return null;
  // Over HTTP it is a text, whatever the type says.
  if (nowMs - Date.parse(String(creationTimestamp)) < UNBORN_MS) return null;
  const message = `the Job ${name} has no pods; its events say why (kubectl describe job ${name}): often a quota, or a service account that is not there`;
  return { reason: "NoPods", message };
}

function died(nowMs: number): (pod: V1Pod) => Trouble | null {
  return ({ metadata, status }) => {
    for (const { name, state, lastState } of containersOf(status)) {
      const end = state?.terminated ?? lastState?.terminated;
      if (end === undefined || end.exitCode === 0) continue;
      // Over HTTP it is a text, whatever the type says.
      const endMs = end.finishedAt === undefined ? nowMs : Date.parse(String(end.finishedAt));
      if (nowMs - endMs > RECENT_MS) continue;
      const at = `pod ${metadata?.name}, container ${name}`;
      if (end.reason === "OOMKilled")
        return {
          reason: "OOMKilled",
          message: `${at}: used more memory than it may: raise placement.resources.limits.memory`,
        };
      // Taken away by the system, to be made anew elsewhere.
      if (status?.reason === "Evicted" || end.exitCode === 143 || end.exitCode === 137) continue;
      return { reason: "AgentFailed", message: `${at}: ended with code ${end.exitCode}${said(end.message)}` };
    }
    return null;
  };
}

function said(message: string | undefined): string {
  return message === undefined || message === "" ? "" : `: ${message.slice(0, 500)}`;
}

function containersOf(status: V1Pod["status"]): readonly V1ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}
