import type { V1Container, V1PodSpec, V1ResourceRequirements, V1Volume, V1VolumeMount } from "@kubernetes/client-node";
import { carriedAgent } from "../../carriedNode.ts";
import type { Placement } from "../core/document/placement.ts";
import type { VolumeSpec } from "../core/document/volumes.ts";
import type { PodTemplate } from "./podTemplate.ts";

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

// What the agent needs stands below one folder, which volumes of a document may not touch.
const OURS = "/macrosweep";
const AGENT = `${OURS}/agent`;
const WORK = `${OURS}/work`;
const CA = `${OURS}/ca`;
const TOKEN = `${OURS}/token`;

/** A volume of the document with this name is where agents keep the trials' folders, so that a trial goes on from its checkpoint in another pod. */
const WORK_VOLUME = "work";

/** For whom tokens of agents are made: those that the API server takes are not, and the other way round. */
export const TOKEN_AUDIENCE = "macrosweep";

// A kubelet renews it when four fifths are over; agents read it again for each connection.
const TOKEN_SECONDS = 3600;

const SERVICE_ACCOUNT = "macrosweep-agent";

// Of a spot machine's notice, 25 s and more, with what comes before and after.
const PERIOD_SECONDS = 20;
// What an agent needs beside the grace time of its trainers: to pass the signal on, and to give their trials back.
const OWN_SECONDS = 10;

/** A pod that is an agent: an init container brings the agent, which is then the command of the trainer's own image. */
export function agentPod(placement: Placement, template: PodTemplate, settings: AgentSettings): V1PodSpec {
  const { nodeSelector, priorityClassName } = placement;
  const tolerations = placement.tolerations?.map((toleration) => ({ ...toleration }));
  return {
    ...template.spec,
    restartPolicy: "Never",
    serviceAccountName: placement.serviceAccountName ?? SERVICE_ACCOUNT,
    // Of the API server; that for the controller is a volume.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    // So that somebody takes leave of the processes that trainers leave behind: the pod's own first process does, an agent does not.
    shareProcessNamespace: true,
    terminationGracePeriodSeconds: periodOf(template),
    securityContext: {
      ...template.spec.securityContext,
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...(nodeSelector === undefined ? {} : { nodeSelector: { ...nodeSelector } }),
    ...(tolerations === undefined ? {} : { tolerations }),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
    initContainers: [copier(settings)],
    containers: [trainer(placement, template, settings)],
    volumes: volumesOf(placement, template, settings),
  };
}

/** Puts the agent into the pod. */
function copier({ agentImage }: AgentSettings): V1Container {
  return {
    name: "agent",
    image: agentImage,
    args: ["agent-copy", AGENT],
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    securityContext: { ...RESTRICTED, readOnlyRootFilesystem: true, runAsUser: IMAGE_USER, runAsGroup: IMAGE_USER },
    volumeMounts: [{ name: "macrosweep-agent", mountPath: AGENT }],
  };
}

// Of the Dockerfile.
const IMAGE_USER = 10001;

const RESTRICTED = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

function trainer(placement: Placement, template: PodTemplate, settings: AgentSettings): V1Container {
  const { image, volumes = [] } = placement;
  const grace = periodOf(template) - OWN_SECONDS;
  return {
    ...template.container,
    name: "trainer",
    image,
    command: [...carriedAgent(AGENT)],
    args: [
      ...["--controller", settings.controller, "--name", "$(POD_NAME)"],
      ...["--token-file", `${TOKEN}/token`],
      ...(settings.caConfigMap === null ? ["--insecure"] : ["--ca", `${CA}/ca.crt`]),
      ...["--slots", String(placement.slots), "--gpus-per-slot", String(Math.max(1, placement.gpus))],
      ...["--work", workOf(volumes), "--grace", `${grace}s`],
    ],
    env: [
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      // Images of CUDA ask by it for all GPUs of the node, also those that are another pod's.
      ...(placement.gpus === 0 ? [{ name: "NVIDIA_VISIBLE_DEVICES", value: "void" }] : []),
    ],
    resources: resourcesOf(placement),
    securityContext: RESTRICTED,
    volumeMounts: [
      { name: "macrosweep-agent", mountPath: AGENT, readOnly: true },
      { name: "macrosweep-token", mountPath: TOKEN, readOnly: true },
      ...(settings.caConfigMap === null ? [] : [{ name: "macrosweep-ca", mountPath: CA, readOnly: true }]),
      ...(workOf(volumes) === WORK ? [{ name: "macrosweep-work", mountPath: WORK }] : []),
      ...volumes.map(mountOf),
      ...(template.container.volumeMounts ?? []),
    ],
  };
}

function workOf(volumes: readonly VolumeSpec[]): string {
  return volumes.find(({ name }) => name === WORK_VOLUME)?.mountPath ?? WORK;
}

function mountOf({ name, mountPath, subPath, readOnly }: VolumeSpec): V1VolumeMount {
  return { name, mountPath, readOnly, ...(subPath === undefined ? {} : { subPath }) };
}

/** GPUs are asked for as limits: for these a request is the same, and Kubernetes takes it from there. */
function resourcesOf({ resources, gpus, slots, gpuResource }: Placement): V1ResourceRequirements {
  const limits = { ...resources?.limits, ...(gpus === 0 ? {} : { [gpuResource]: String(gpus * slots) }) };
  const requests = { ...resources?.requests };
  return {
    ...(Object.keys(requests).length === 0 ? {} : { requests }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
  };
}

function periodOf({ spec }: PodTemplate): number {
  return spec.terminationGracePeriodSeconds ?? PERIOD_SECONDS;
}

function volumesOf({ volumes = [] }: Placement, { spec }: PodTemplate, { caConfigMap }: AgentSettings): V1Volume[] {
  const isOwnWork = workOf(volumes) === WORK;
  return [
    { name: "macrosweep-agent", emptyDir: { sizeLimit: "512Mi" } },
    {
      name: "macrosweep-token",
      projected: {
        sources: [
          {
            serviceAccountToken: { audience: TOKEN_AUDIENCE, expirationSeconds: TOKEN_SECONDS, path: "token" },
          },
        ],
      },
    },
    ...(caConfigMap === null ? [] : [{ name: "macrosweep-ca", configMap: { name: caConfigMap } }]),
    ...(isOwnWork ? [{ name: "macrosweep-work", emptyDir: {} }] : []),
    ...volumes.map(volumeOf),
    ...(spec.volumes ?? []),
  ];
}

function volumeOf({ name, claim, configMap, readOnly }: VolumeSpec): V1Volume {
  if (claim !== undefined) return { name, persistentVolumeClaim: { claimName: claim, readOnly } };
  return { name, configMap: { name: configMap ?? "" } };
}
