import type { V1Job, V1ObjectMeta, V1Pod } from "@kubernetes/client-node";

/** What every resource has. */
export interface Resource {
  readonly metadata?: V1ObjectMeta;
}

/** A Sweep as the API server has it. Its spec is checked by whoever reads documents, not by its type. */
export interface SweepResource extends Resource {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** The resources that the operator follows. */
export interface Followed {
  readonly sweeps: SweepResource;
  readonly jobs: V1Job;
  readonly pods: V1Pod;
}

/** Where the API server has each kind. */
const GROUPS = {
  sweeps: "/apis/macrosweep.dev/v1alpha1",
  jobs: "/apis/batch/v1",
  pods: "/api/v1",
  events: "/api/v1",
  configmaps: "/api/v1",
} as const;

export type Kind = keyof typeof GROUPS;

/** The path of resources of a kind: of all namespaces (null) or one; of all names or one; and of what is below it. */
export function pathOf(kind: Kind, namespace: string | null, name?: string, below?: string): string {
  const within = namespace === null ? "" : `/namespaces/${namespace}`;
  const one = name === undefined ? "" : `/${name}`;
  return `${GROUPS[kind]}${within}/${kind}${one}${below === undefined ? "" : `/${below}`}`;
}

/** One word for a resource among those of its kind. */
export function keyOf({ metadata }: Resource): string {
  return `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
}
