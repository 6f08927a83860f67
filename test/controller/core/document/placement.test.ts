import { describe, expect, it } from "vitest";
import { readPlacement } from "../../../../src/controller/core/document/placement.ts";
import { readDocument, readPlaced } from "../../../../src/controller/core/document/spec.ts";
import type { Mistake } from "../../../../src/error.ts";
import { describeMistake } from "../../../../src/error.ts";

const image = "registry.example.org:5000/team/train@sha256:0123";

function mistakes(raw: unknown): string[] {
  const found: Mistake[] = [];
  readPlacement(raw, found);
  return found.map(describeMistake);
}

function documentWith(spec: object) {
  return {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "beats" },
    spec: {
      parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
      budget: { trials: 4, epochsPerTrial: 3 },
      trainer: { command: ["train"] },
      ...spec,
    },
  };
}

describe("a placement", () => {
  it("is an image and what else is said, with its defaults", () => {
    expect(readPlacement({ image }, [])).toMatchObject({ image, slots: 1, gpus: 0, gpuResource: "nvidia.com/gpu" });
  });

  it("takes what Kubernetes takes, and numbers as the quantities that they are", () => {
    const placement = {
      image,
      agents: 4,
      slots: 2,
      gpus: 1,
      gpuResource: "amd.com/gpu",
      resources: { requests: { cpu: 4, memory: "16Gi" }, limits: { "example.com/rdma": "1" } },
      labels: { "example.org/team": "vision" },
      nodeSelector: { "kubernetes.io/arch": "amd64" },
      tolerations: [{ operator: "Exists" }, { key: "spot", value: "true", effect: "NoExecute", tolerationSeconds: 30 }],
      priorityClassName: "nightly",
      queueName: "gpus",
      serviceAccountName: "trainer",
      volumes: [
        { name: "data", mountPath: "/data", claim: "beats", readOnly: true },
        { name: "config", mountPath: "/config", configMap: "conf", subPath: "a/b.yaml" },
      ],
      podTemplate: { spec: { imagePullSecrets: [{ name: "registry" }] } },
    };
    expect(mistakes(placement)).toEqual([]);
    expect(readPlacement(placement, [])?.resources).toEqual({
      requests: { cpu: "4", memory: "16Gi" },
      limits: { "example.com/rdma": "1" },
    });
  });

  it.each<[unknown, string]>([
    ["train:1", 'spec.placement: "train:1" must be an object: { image: train:1 }'],
    [{}, "spec.placement.image: is missing; it must be the name of an image"],
    [{ image: "train; rm -rf /" }, "spec.placement.image: "],
    [{ image, agents: 0 }, "spec.placement.agents: 0 must be a whole number from 1 to 1000"],
    [{ image, slots: 65 }, "spec.placement.slots: 65 must be a whole number from 1 to 64"],
    [{ image, gpus: 0.5 }, "spec.placement.gpus: 0.5 must be a whole number"],
    [{ image, gpuResource: "gpu" }, 'spec.placement.gpuResource: "gpu" must be the name of a resource'],
    [
      { image, resources: { requests: { cpu: "-1" } } },
      'spec.placement.resources.requests.cpu: "-1" must be a quantity',
    ],
    [{ image, resources: { limits: { cpu: "4 cores" } } }, "spec.placement.resources.limits.cpu"],
    [{ image, resources: { limits: ["cpu"] } }, "spec.placement.resources.limits"],
    [{ image, labels: { "macrosweep.dev/sweep": "x" } }, "must not begin with macrosweep.dev/: ours"],
    [{ image, labels: { a: "b c" } }, 'spec.placement.labels.a: "b c" must be letters'],
    [{ image, nodeSelector: "gpu" }, "spec.placement.nodeSelector"],
    [{ image, tolerations: [{}] }, "spec.placement.tolerations[0].key: is missing"],
    [{ image, tolerations: [{ operator: "Exists", value: "x" }] }, "goes with the operator Equal"],
    [{ image, tolerations: [{ key: "a", effect: "Never" }] }, "spec.placement.tolerations[0].effect"],
    [{ image, queueName: "A queue" }, "spec.placement.queueName"],
    [{ image, serviceAccountName: "../admin" }, "spec.placement.serviceAccountName"],
    [{ image, volumes: [{ name: "d", mountPath: "/d" }] }, "needs either a claim or a configMap"],
    [{ image, volumes: [{ name: "d", mountPath: "/d", claim: "a", configMap: "b" }] }, "needs either"],
    [{ image, volumes: [{ name: "d", mountPath: "/d", hostPath: "/" }] }, "hostPath: unknown key"],
    [{ image, volumes: [{ name: "d", mountPath: "/../etc", claim: "a" }] }, "must be an absolute path"],
    [{ image, volumes: [{ name: "d", mountPath: "/proc/1", claim: "a" }] }, "is a folder of the system's"],
    [{ image, volumes: [{ name: "d", mountPath: "/d", claim: "a", readOnly: "yes" }] }, "must be true or false"],
    [{ image, volumes: [{ name: "d", mountPath: "/d", claim: "a", subPath: "../x" }] }, "a path inside the volume"],
    [
      { image, volumes: ["/a", "/b"].map((mountPath) => ({ name: "d", mountPath, claim: "a" })) },
      'spec.placement.volumes: "d" stands twice as name',
    ],
    [{ image, podTemplate: { x: "y".repeat(20_000) } }, "must be an object of at most 16384 characters"],
    [{ image, replicas: 3 }, "spec.placement.replicas: unknown key"],
  ])("%j is refused", (raw, mistake) => {
    expect(mistakes(raw).join("\n")).toContain(mistake);
  });
});

describe("a document with a placement", () => {
  it("is the same sweep as without: trials do not depend on where they run", () => {
    const placed = documentWith({ placement: { image }, suspend: true });
    expect(readDocument(placed)).toEqual(readDocument(documentWith({})));
    expect(readPlaced(placed)).toMatchObject({ placement: { image }, suspend: true });
  });

  it("says whether it rests by true or false", () => {
    expect(readPlaced(documentWith({})).suspend).toBeUndefined();
    expect(() => readPlaced(documentWith({ suspend: "yes" }))).toThrow('spec.suspend: "yes" must be true or false');
  });
});
