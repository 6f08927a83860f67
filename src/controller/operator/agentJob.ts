import type { V1Job } from "@kubernetes/client-node";
import type { Placement } from "../core/document/placement.ts";
import { type AgentSettings, agentPod } from "./agentPod.ts";
import { checkPodTemplate } from "./podTemplate.ts";

export type { AgentSettings } from "./agentPod.ts";

/** The resource whose agents these are. */
export interface PlacedResource {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** The night of its schedule that they train; left out: the resource is itself a sweep. */
  readonly night?: string | undefined;
}

/** By it a pod is known to be a sweep's: the UID of its resource. */
export const SWEEP_LABEL = "macrosweep.dev/sweep-uid";

/** And by it of which night of that resource. */
export const NIGHT_LABEL = "macrosweep.dev/night";

// Pods end well whenever they are told to, and a Job ends with as many as it wants: never, for the journal says when a sweep is over.
const COMPLETIONS = 1_000_000;

// What ends badly is started again ever more slowly, up to six minutes: days of trouble, which the sweep's conditions tell of all the time.
const BACKOFF_LIMIT = 1000;

/**
 * The one Job of a sweep, or of a night, whose pods are agents.
 * @throws SweepError `invalid` with all that a pod of this placement would be given and must not have
 */
export function agentJob(sweep: PlacedResource, placement: Placement, settings: AgentSettings): V1Job {
  const template = checkPodTemplate(placement);
  const labels = {
    "app.kubernetes.io/name": "macrosweep-agent",
    "app.kubernetes.io/managed-by": "macrosweep",
    [SWEEP_LABEL]: sweep.uid,
    ...(sweep.night === undefined ? {} : { [NIGHT_LABEL]: sweep.night }),
  };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: jobName(sweep),
      namespace: sweep.namespace,
      // Kueue suspends a Job with this label until it has room, and lets it go on by `suspend`, which is therefore left to it.
      labels: { ...labels, ...(placement.queueName === undefined ? {} : { [QUEUE_LABEL]: placement.queueName }) },
      ownerReferences: [
        {
          apiVersion: "macrosweep.dev/v1alpha1",
          kind: "Sweep",
          name: sweep.name,
          uid: sweep.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      parallelism: settings.parallelism,
      completions: COMPLETIONS,
      completionMode: "NonIndexed",
      backoffLimit: BACKOFF_LIMIT,
      // An eviction, a preemption or a spot machine that goes is nobody's failure.
      podFailurePolicy: {
        rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
      },
      template: {
        metadata: {
          labels: { ...template.labels, ...placement.labels, ...labels },
          ...(template.annotations === undefined ? {} : { annotations: template.annotations }),
        },
        spec: agentPod(placement, template, settings),
      },
    },
  };
}

const QUEUE_LABEL = "kueue.x-k8s.io/queue-name";

/** The name of its Job, or of its night's; as long as the name of a sweep. */
export function jobName({ name, night }: Pick<PlacedResource, "name" | "night">): string {
  return night ?? name;
}
