import type { V1Container, V1PodSpec } from "@kubernetes/client-node";
import { invalid, type Mistake } from "../../error.ts";
import { isObject } from "../../fields.ts";
import type { Placement } from "../core/document/placement.ts";
import { type Allowed, type Check, take } from "./allowed.ts";

/** What of `podTemplate` goes into the pod. */
export interface PodTemplate {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Record<string, string>;
  readonly spec: Partial<V1PodSpec>;
  /** Of the trainer's container. */
  readonly container: Partial<V1Container>;
}

/**
 * What a document may set of the pods of its agents: what is on the list. The controller makes these pods with its own rights, and whoever may write a
 * sweep must not gain any by it: no folder, network or process of the node, no user 0, no secret, no service account but those that are meant for it.
 * @throws SweepError `invalid` that names each field which is not on the list
 */
export function checkPodTemplate({ podTemplate = {}, ...placement }: Placement): PodTemplate {
  const mistakes: Mistake[] = [];
  const { serviceAccountName: account, priorityClassName: priority } = placement;
  if (account !== undefined && !ACCOUNT.test(account)) {
    const rule = 'must begin with "macrosweep-agent": by its name a service account says that any sweep may have it';
    mistakes.push({ path: "spec.placement.serviceAccountName", value: account, rule });
  }
  if (priority?.startsWith("system-")) {
    const rule = 'must not begin with "system-": the cluster\'s own pods would have to give way';
    mistakes.push({ path: "spec.placement.priorityClassName", value: priority, rule });
  }
  const { metadata, spec } = take(podTemplate, TEMPLATE, "spec.placement.podTemplate", mistakes);
  const { containers, ...pod } = isObject(spec) ? spec : {};
  checkNames(placement, pod.volumes, mistakes);
  if (mistakes.length > 0) throw invalid(mistakes);
  const [container = {}] = Array.isArray(containers) ? containers : [];
  return { ...(isObject(metadata) ? metadata : {}), spec: pod, container };
}

const ACCOUNT = /^macrosweep-agent(-|$)/;

/** A volume that stands twice would hide the other one; the API server says so only when the pods are made. */
function checkNames({ volumes = [] }: Pick<Placement, "volumes">, more: unknown, mistakes: Mistake[]): void {
  const taken = new Set(volumes.map(({ name }) => name));
  for (const [i, volume] of (Array.isArray(more) ? more : []).entries()) {
    if (!taken.has(volume.name)) continue;
    const path = `spec.placement.podTemplate.spec.volumes[${i}].name`;
    mistakes.push({ path, value: volume.name, rule: "stands in spec.placement.volumes already" });
  }
}

const text: Check = (value) => (typeof value === "string" && value.length <= 253 ? null : "must be a text");
// Data of the scheduler and of libraries, which give no rights; the API server checks what is in them.
const anything: Check = () => null;
const id: Check = (value) => whole(value, 1, 2_147_483_647, "user and group 0 are root's");

function whole(value: unknown, min: number, max: number, why: string): string | null {
  const isWhole = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
  return isWhole ? null : `must be a whole number from ${min} to ${max}: ${why}`;
}

// Others have a meaning to what runs in a cluster: more networks, other profiles of security, programs beside the trainer.
const ANNOTATIONS =
  /^(cluster-autoscaler\.kubernetes\.io|karpenter\.sh|prometheus\.io)\/|^(sidecar\.istio\.io\/inject|linkerd\.io\/inject)$/;

const annotation: Check = (value, name) => {
  if (!ANNOTATIONS.test(name)) return "may not be set: annotations give pods more networks and other protection";
  // The mesh's container would have rights that this pod has not.
  if (name.endsWith("/inject")) return value === "false" || value === "disabled" ? null : 'must be "false"';
  return text(value, name);
};

const label: Check = (value, name) =>
  /^(app\.kubernetes\.io|macrosweep\.dev|batch\.kubernetes\.io|kueue\.x-k8s\.io)\//.test(name) ||
  ["job-name", "controller-uid"].includes(name)
    ? "may not be set: what belongs to whom is known by it"
    : text(value, name);

const mountPath: Check = (value) =>
  typeof value === "string" && /^\/(dev\/shm|tmp|var\/tmp|cache|scratch)(\/[\w-][\w.-]*)*$/.test(value)
    ? null
    : "must be /dev/shm, or below /tmp, /var/tmp, /cache or /scratch; for other folders: spec.placement.volumes";

const name: Check = (value) =>
  typeof value === "string" && /^(?!macrosweep-)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value)
    ? null
    : 'must be lower-case letters, digits and -, and not begin with "macrosweep-"';

const mount: Allowed = { kind: "object", fields: { name, mountPath } };

const TEMPLATE: Allowed = {
  kind: "object",
  fields: {
    metadata: {
      kind: "object",
      fields: { labels: { kind: "texts", check: label }, annotations: { kind: "texts", check: annotation } },
    },
    spec: {
      kind: "object",
      fields: {
        affinity: anything,
        topologySpreadConstraints: anything,
        schedulerName: text,
        runtimeClassName: text,
        imagePullSecrets: { kind: "list", most: 16, of: { kind: "object", fields: { name: text } } },
        terminationGracePeriodSeconds: (value) => whole(value, 20, 3600, "trainers get ten seconds less"),
        securityContext: {
          kind: "object",
          fields: {
            runAsUser: id,
            runAsGroup: id,
            fsGroup: id,
            fsGroupChangePolicy: text,
            supplementalGroups: { kind: "list", most: 32, of: id },
          },
        },
        // Of memory or of the node's disk for as long as the pod lives: nobody else's.
        volumes: {
          kind: "list",
          most: 8,
          of: {
            kind: "object",
            fields: { name, emptyDir: { kind: "object", fields: { medium: text, sizeLimit: text } } },
          },
        },
        containers: {
          kind: "list",
          most: 1,
          of: {
            kind: "object",
            fields: {
              name: (value) => (value === "trainer" ? null : 'must be "trainer": a pod has no other container'),
              imagePullPolicy: text,
              volumeMounts: { kind: "list", most: 8, of: mount },
            },
          },
        },
      },
    },
  },
};
