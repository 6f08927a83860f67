import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { type Placement, readPlacement } from "../../src/controller/core/document/placement.ts";
import { agentJob, jobName } from "../../src/controller/operator/agentJob.ts";
import { SweepError } from "../../src/error.ts";
import { conforms } from "../deploy/k8s/conforms.ts";

const sweep = { name: "beats", namespace: "vision", uid: "0c5d2a52-1b1c-4e4b-9c39-6c1f3a0d8d57" };
const settings = {
  controller: "macrosweep.ops.svc:7450",
  agentImage: "macrosweep:1",
  caConfigMap: "macrosweep-ca",
  parallelism: 3,
};

/** Of a document. */
function placed(fields: object): Placement {
  const placement = readPlacement({ image: "train:1", ...fields }, []);
  if (placement === undefined) throw new Error("no placement");
  return placement;
}

const everything = {
  agents: 3,
  slots: 2,
  gpus: 2,
  resources: { requests: { cpu: 4, memory: "16Gi" }, limits: { memory: "16Gi" } },
  labels: { team: "vision", "app.kubernetes.io/name": "macrosweep-controller" },
  nodeSelector: { accelerator: "a100" },
  tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
  priorityClassName: "nightly",
  queueName: "gpus",
  serviceAccountName: "macrosweep-agent-s3",
  volumes: [
    { name: "work", mountPath: "/checkpoints", claim: "checkpoints" },
    { name: "data", mountPath: "/data", claim: "beats", subPath: "v3", readOnly: true },
    { name: "settings", mountPath: "/settings", configMap: "settings" },
  ],
  podTemplate: {
    metadata: { labels: { cost: "research" }, annotations: { "karpenter.sh/do-not-disrupt": "true" } },
    spec: {
      imagePullSecrets: [{ name: "registry" }],
      runtimeClassName: "nvidia",
      securityContext: { runAsUser: 1000, fsGroup: 1000 },
      terminationGracePeriodSeconds: 120,
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
      topologySpreadConstraints: [],
      volumes: [{ name: "shm", emptyDir: { medium: "Memory", sizeLimit: "8Gi" } }],
      containers: [
        { name: "trainer", imagePullPolicy: "Always", volumeMounts: [{ name: "shm", mountPath: "/dev/shm" }] },
      ],
    },
  },
};

const least = agentJob(sweep, placed({}), { ...settings, caConfigMap: null });
const full = agentJob(sweep, placed(everything), settings);

const pod = (job = full) => job.spec?.template.spec;
const trainer = (job = full) => pod(job)?.containers[0];

describe("the Job of a sweep", () => {
  it("is what Kubernetes' own API describes, with and without everything that a placement may say", () => {
    expect(conforms([least, full] as { kind: string }[])).toBe("");
  }, 120_000);

  it("would not be with a field that the API does not know, or without one that it needs", () => {
    const unknown = { kind: "Job", spec: { ...full.spec, paralelism: 1 } };
    const missing = { kind: "Job", spec: { template: { spec: {} } } };
    expect(conforms([unknown as { kind: string }, missing as { kind: string }])).toMatch(
      /paralelism.*\n.*containers'' is missing/,
    );
  }, 120_000);

  it("is owned by its sweep, and its pods have the sweep's UID and the document's labels", () => {
    expect(full.metadata).toMatchObject({
      name: jobName(sweep),
      namespace: "vision",
      ownerReferences: [{ uid: sweep.uid }],
    });
    expect(full.spec?.parallelism).toBe(3);
    expect(full.spec?.template.metadata?.labels).toMatchObject({
      "macrosweep.dev/sweep-uid": sweep.uid,
      team: "vision",
      cost: "research",
    });
  });

  it("does not let pods pass for the controller's, by which network policies know it", () => {
    expect(full.spec?.template.metadata?.labels).toMatchObject({ "app.kubernetes.io/name": "macrosweep-agent" });
  });

  it("never ends by itself, and an eviction is no failure", () => {
    expect(full.spec).toMatchObject({ completionMode: "NonIndexed", completions: 1_000_000, backoffLimit: 1000 });
    expect(full.spec?.podFailurePolicy?.rules).toEqual([
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
    ]);
    expect(pod()?.restartPolicy).toBe("Never");
  });

  it("waits in Kueue's queue where the document names one, and leaves it to Kueue when it goes on", () => {
    expect(full.metadata?.labels).toMatchObject({ "kueue.x-k8s.io/queue-name": "gpus" });
    expect(least.metadata?.labels).not.toHaveProperty(["kueue.x-k8s.io/queue-name"]);
    expect([full, least].map(({ spec }) => spec?.suspend)).toEqual([undefined, undefined]);
  });
});

describe("its pods", () => {
  it.each([
    ["least", least],
    ["full", full],
  ])("have what the restricted standard for pods asks for: %s", (_name, job) => {
    const spec = pod(job);
    expect(spec?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    for (const { securityContext } of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])])
      expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } });
    const kinds = spec?.volumes?.map((volume) => Object.keys(volume).find((key) => key !== "name"));
    expect(["emptyDir", "projected", "configMap", "persistentVolumeClaim"]).toEqual(
      expect.arrayContaining(kinds ?? []),
    );
    expect(spec?.initContainers?.[0]?.securityContext?.readOnlyRootFilesystem).toBe(true);
  });

  it("have no token of the API server, and one that is good for the controller alone, for an hour", () => {
    expect(pod()).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    const tokens = pod()?.volumes?.flatMap(({ projected }) => projected?.sources ?? []);
    expect(tokens).toEqual([
      { serviceAccountToken: { audience: "macrosweep", expirationSeconds: 3600, path: "token" } },
    ]);
  });

  it("have the agent from an init container, and start it without a shell and without the image's libraries", () => {
    expect(pod()?.initContainers).toMatchObject([{ image: "macrosweep:1", args: ["agent-copy", "/macrosweep/agent"] }]);
    expect(trainer()?.command).toEqual([
      ...["/macrosweep/agent/lib/ld.so", "--inhibit-cache", "--library-path", "/macrosweep/agent/lib"],
      ...["/macrosweep/agent/bin/node", "/macrosweep/agent/dist/cli/agentMain.js", "agent"],
    ]);
    expect(trainer()?.volumeMounts).toContainEqual({
      name: "macrosweep-agent",
      mountPath: "/macrosweep/agent",
      readOnly: true,
    });
  });

  it("give the agent only options that it has", () => {
    const agent = createProgram().commands.find((command) => command.name() === "agent");
    const options = agent?.options.map(({ long }) => long);
    for (const job of [least, full])
      expect(options).toEqual(
        expect.arrayContaining((trainer(job)?.args ?? []).filter((word) => word.startsWith("--"))),
      );
  });

  it("tell the agent its controller, slots, GPUs and where checkpoints outlive the pod", () => {
    const said = trainer()?.args?.join(" ");
    expect(said).toContain("--controller macrosweep.ops.svc:7450 --name $(POD_NAME)");
    expect(said).toContain("--ca /macrosweep/ca/ca.crt --slots 2 --gpus-per-slot 2 --work /checkpoints --grace 110s");
    expect(trainer()?.resources).toEqual({
      requests: { cpu: "4", memory: "16Gi" },
      limits: { memory: "16Gi", "nvidia.com/gpu": "4" },
    });
    expect(trainer(least)?.args?.join(" ")).toContain(
      "--insecure --slots 1 --gpus-per-slot 1 --work /macrosweep/work --grace 10s",
    );
    expect(trainer(least)?.resources).toEqual({});
    const seen = (job?: typeof full) => trainer(job)?.env?.find(({ name }) => name === "NVIDIA_VISIBLE_DEVICES")?.value;
    expect([seen(least), seen(full)]).toEqual(["void", undefined]);
  });

  it("end within the notice of a spot machine unless the document says otherwise", () => {
    expect([pod(least), pod(full)].map((spec) => spec?.terminationGracePeriodSeconds)).toEqual([20, 120]);
  });

  it("take of the template what is on the list", () => {
    expect(pod()).toMatchObject({
      imagePullSecrets: [{ name: "registry" }],
      runtimeClassName: "nvidia",
      securityContext: { runAsUser: 1000, fsGroup: 1000, runAsNonRoot: true },
    });
    expect(trainer()?.volumeMounts).toContainEqual({ name: "shm", mountPath: "/dev/shm" });
    expect(full.spec?.template.metadata?.annotations).toEqual({ "karpenter.sh/do-not-disrupt": "true" });
  });
});

const of = (spec: object) => ({ podTemplate: { spec } });
const trainerOf = (fields: object) => of({ containers: [{ name: "trainer", ...fields }] });

describe("a placement by which somebody could gain rights is refused by the name of the field", () => {
  it.each<[string, object]>([
    ["podTemplate.spec.hostNetwork: may not be set: it would be the node's own", of({ hostNetwork: true })],
    ["podTemplate.spec.hostPID: may not be set: it would be the node's own", of({ hostPID: true })],
    ["podTemplate.spec.hostIPC: may not be set", of({ hostIPC: true })],
    ["podTemplate.spec.hostUsers: may not be set", of({ hostUsers: true })],
    [
      "podTemplate.spec.volumes[0].hostPath: may not be set: it",
      of({ volumes: [{ name: "a", hostPath: { path: "/" } }] }),
    ],
    [
      "podTemplate.spec.volumes[0].secret: may not be set",
      of({ volumes: [{ name: "a", secret: { secretName: "b" } }] }),
    ],
    [
      "podTemplate.spec.volumes[0].projected: may not be set",
      of({ volumes: [{ name: "a", projected: { sources: [] } }] }),
    ],
    [
      "podTemplate.spec.volumes[0].csi: may not be set",
      of({ volumes: [{ name: "a", csi: { driver: "secrets-store" } }] }),
    ],
    [
      "podTemplate.spec.volumes[0].nfs: may not be set",
      of({ volumes: [{ name: "a", nfs: { server: "a", path: "/" } }] }),
    ],
    [
      'podTemplate.spec.volumes[0].name: "macrosweep-token" must',
      of({ volumes: [{ name: "macrosweep-token", emptyDir: {} }] }),
    ],
    [
      'podTemplate.spec.volumes[0].name: "data" stands in spec.placement.volumes already',
      {
        ...of({ volumes: [{ name: "data", emptyDir: {} }] }),
        volumes: [{ name: "data", mountPath: "/data", claim: "data" }],
      },
    ],
    ["podTemplate.spec.nodeName: may not be set: it would pass by the scheduler", of({ nodeName: "control-1" })],
    ["podTemplate.spec.serviceAccountName: may not be set", of({ serviceAccountName: "admin" })],
    ["podTemplate.spec.serviceAccount: may not be set", of({ serviceAccount: "admin" })],
    ["podTemplate.spec.automountServiceAccountToken: may not be set", of({ automountServiceAccountToken: true })],
    ["podTemplate.spec.initContainers: may not be set", of({ initContainers: [{ name: "a", image: "b" }] })],
    ["podTemplate.spec.ephemeralContainers: may not be set", of({ ephemeralContainers: [] })],
    ["podTemplate.spec.restartPolicy: may not be set", of({ restartPolicy: "Always" })],
    ["podTemplate.spec.shareProcessNamespace: may not be set", of({ shareProcessNamespace: false })],
    ["podTemplate.spec.resourceClaims: may not be set", of({ resourceClaims: [] })],
    ["podTemplate.spec.securityContext.runAsUser: 0 must", of({ securityContext: { runAsUser: 0 } })],
    ["podTemplate.spec.securityContext.fsGroup: 0 must", of({ securityContext: { fsGroup: 0 } })],
    [
      "podTemplate.spec.securityContext.supplementalGroups[0]: 0 must",
      of({ securityContext: { supplementalGroups: [0] } }),
    ],
    ["podTemplate.spec.securityContext.runAsNonRoot: may not be set", of({ securityContext: { runAsNonRoot: false } })],
    ["podTemplate.spec.securityContext.sysctls: may not be set", of({ securityContext: { sysctls: [] } })],
    [
      "podTemplate.spec.securityContext.seccompProfile: may not",
      of({ securityContext: { seccompProfile: { type: "Unconfined" } } }),
    ],
    [
      "podTemplate.spec.containers[0].securityContext: may not be set",
      trainerOf({ securityContext: { privileged: true } }),
    ],
    ["podTemplate.spec.containers[0].command: may not be set", trainerOf({ command: ["sh"] })],
    ["podTemplate.spec.containers[0].env: may not be set", trainerOf({ env: [] })],
    ["podTemplate.spec.containers[0].envFrom: may not be set", trainerOf({ envFrom: [{ secretRef: { name: "a" } }] })],
    ["podTemplate.spec.containers[0].ports: may not be set", trainerOf({ ports: [{ hostPort: 22 }] })],
    ["podTemplate.spec.containers[0].lifecycle: may not be set", trainerOf({ lifecycle: {} })],
    ["podTemplate.spec.containers[0].volumeDevices: may not be set", trainerOf({ volumeDevices: [] })],
    [
      "podTemplate.spec.containers[0].volumeMounts[0].mountPath",
      trainerOf({ volumeMounts: [{ name: "a", mountPath: "/macrosweep/agent/lib" }] }),
    ],
    [
      "podTemplate.spec.containers[0].volumeMounts[0].mountPath",
      trainerOf({ volumeMounts: [{ name: "a", mountPath: "/tmp/../macrosweep" }] }),
    ],
    ['podTemplate.spec.containers[0].name: "sidecar" must be', of({ containers: [{ name: "sidecar" }] })],
    [
      "podTemplate.spec.containers: must be a list of at most 1",
      of({ containers: [{ name: "trainer" }, { name: "b" }] }),
    ],
    [
      'podTemplate.metadata.annotations["k8s.v1.cni.cncf.io/networks"]: "host" may not be set',
      { podTemplate: { metadata: { annotations: { "k8s.v1.cni.cncf.io/networks": "host" } } } },
    ],
    [
      'podTemplate.metadata.annotations["sidecar.istio.io/inject"]: "true" must be "false"',
      { podTemplate: { metadata: { annotations: { "sidecar.istio.io/inject": "true" } } } },
    ],
    [
      'podTemplate.metadata.labels["app.kubernetes.io/name"]: "macrosweep-controller" may not be set',
      { podTemplate: { metadata: { labels: { "app.kubernetes.io/name": "macrosweep-controller" } } } },
    ],
    ["podTemplate.metadata.ownerReferences: may not be set", { podTemplate: { metadata: { ownerReferences: [] } } }],
    ["podTemplate.metadata.namespace: may not be set", { podTemplate: { metadata: { namespace: "kube-system" } } }],
    ["podTemplate.status: may not be set", { podTemplate: { status: {} } }],
    ["podTemplate.spec: must be an object", { podTemplate: { spec: ["hostNetwork"] } }],
    ['serviceAccountName: "macrosweep-controller" must begin', { serviceAccountName: "macrosweep-controller" }],
    ['priorityClassName: "system-node-critical" must not begin', { priorityClassName: "system-node-critical" }],
  ])("%s", (words, fields) => {
    expect(() => agentJob(sweep, placed(fields), settings)).toThrow(`spec.placement.${words}`);
  });

  it("names all of them at once, as mistakes of the document", () => {
    const bad = of({ hostPID: true, nodeName: "a", containers: [{ name: "trainer", stdin: true }] });
    const error = caught(() => agentJob(sweep, placed(bad), settings));
    expect(error.code).toBe("invalid");
    expect(error.mistakes.map(({ path }) => path.replace("spec.placement.podTemplate.spec.", ""))).toEqual([
      "hostPID",
      "nodeName",
      "containers[0].stdin",
    ]);
  });

  it("takes no field from a prototype", () => {
    const bad = JSON.parse('{"spec": {"__proto__": {"hostPID": true}, "constructor": {}}}');
    expect(() => agentJob(sweep, placed({ podTemplate: bad }), settings)).toThrow("may not be set");
  });
});

function caught(act: () => unknown): SweepError {
  try {
    act();
  } catch (error) {
    if (error instanceof SweepError) return error;
  }
  throw new Error("nothing was refused");
}
