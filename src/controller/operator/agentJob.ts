import type { V1Job } from "@kubernetes/client-node";
import type { Placement } from "../core/document/placement.ts";

/** The resource whose agents these are. */
export interface PlacedResource {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** What the controller says of itself to the agents that it has started. */
export interface AgentSettings {
  /** host:port for agents. */
  readonly controller: string;
  /** Image with the agent that is copied beside the trainer's image. */
  readonly agentImage: string;
  /** Config map with the CA of the controller (ca.crt); null: it speaks no TLS. */
  readonly caConfigMap: string | null;
  /** Pods that are wanted now; 0: none. */
  readonly parallelism: number;
}

// By it a pod is known to be a sweep's: the UID of its resource.
const SWEEP_LABEL = "macrosweep.dev/sweep-uid";

/** The one Job of a sweep, whose pods are agents. */
export function agentJob(sweep: PlacedResource, placement: Placement, settings: AgentSettings): V1Job {
  const labels = { "app.kubernetes.io/name": "macrosweep-agent", [SWEEP_LABEL]: sweep.uid };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: jobName(sweep),
      namespace: sweep.namespace,
      labels,
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
      backoffLimit: 1000,
      template: {
        metadata: { labels: { ...placement.labels, ...labels } },
        spec: {
          restartPolicy: "Never",
          containers: [
            {
              name: "trainer",
              image: placement.image,
              command: ["macrosweep", "agent", "--controller", settings.controller, "--slots", String(placement.slots)],
            },
          ],
        },
      },
    },
  };
}

/** The name of its Job; as long as the name of a sweep. */
export function jobName({ name }: Pick<PlacedResource, "name">): string {
  return name;
}
