import { describe, expect, it } from "vitest";
import { LEADER_LABEL } from "../../../src/controller/operator/leaderLabel.ts";
import { hasKubectl, type Manifest, noKubectl, render } from "./render.ts";

const manifests = hasKubectl ? render("installs/replicated") : [];

/** The one of this kind and name. */
function one(kind: string, name = "macrosweep"): Manifest {
  const [found, ...more] = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined || more.length > 0) throw new Error(`not one ${kind} ${name}`);
  return found;
}

const NAMES = ["macrosweep", "macrosweep-nats"];
const labelsOf = (name: string) => ({ "app.kubernetes.io/name": name });

describe.skipIf(!hasKubectl)(`the install with nothing that must not fail${noKubectl}`, () => {
  it("has two controllers and three servers of the journal, which start without each other", () => {
    const sets = NAMES.map((name) => one("StatefulSet", name).spec);
    expect(sets.map(({ replicas }) => replicas)).toEqual([2, 3]);
    for (const { podManagementPolicy } of sets) expect(podManagementPolicy).toBe("Parallel");
  });

  it.each(NAMES)("%s is never twice on one machine, is spread over zones, and moved one at a time", (name) => {
    const { template } = one("StatefulSet", name).spec;
    const labelSelector = { matchLabels: labelsOf(name) };
    expect(template.metadata.labels).toEqual(labelsOf(name));
    expect(template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual([
      { topologyKey: "kubernetes.io/hostname", labelSelector },
    ]);
    expect(template.spec.topologySpreadConstraints).toMatchObject([
      { topologyKey: "topology.kubernetes.io/zone", labelSelector },
    ]);
    expect(one("PodDisruptionBudget", name).spec).toEqual({ maxUnavailable: 1, selector: labelSelector });
  });

  it("names every server to every controller, and each server to the others", () => {
    const { args } = one("StatefulSet").spec.template.spec.containers[0];
    const hosts = [0, 1, 2].map(
      (i) => `macrosweep-nats-${i}.${one("StatefulSet", "macrosweep-nats").spec.serviceName}`,
    );
    const [nats] = one("StatefulSet", "macrosweep-nats").spec.template.spec.containers;
    expect(args).toEqual(
      expect.arrayContaining([
        "--standby",
        `--journal=nats://${hosts.map((host) => `${host}:4222`).join()}`,
        "--journal-replicas=3",
        "--journal-sync=always",
        ...hosts.map((host) => `--journal-monitor=http://${host}:8222`),
      ]),
    );
    const routes = hosts.map((host) => `nats://macrosweep:$(NATS_PASSWORD)@${host}:6222`);
    expect(nats.args).toContain(`--routes=${routes.join()}`);
    const ports = nats.ports.map(({ containerPort }: { containerPort: number }) => containerPort);
    expect(ports).toEqual([4222, 6222, 8222]);
  });

  it("gives every pod a name before it is ready: servers find each other, and agents each controller", () => {
    for (const name of ["macrosweep-pods", "macrosweep-nats"])
      expect(one("Service", name).spec).toMatchObject({ clusterIP: "None", publishNotReadyAddresses: true });
    expect(NAMES.map((name) => one("StatefulSet", name).spec.serviceName)).toEqual([
      "macrosweep-pods",
      "macrosweep-nats",
    ]);
    const { args } = one("StatefulSet").spec.template.spec.containers[0];
    expect(args).toContain(
      `--agent-address=${[0, 1].map((i) => `macrosweep-${i}.macrosweep-pods.$(POD_NAMESPACE).svc:7450`).join()}`,
    );
  });

  it("leads people to the one that has the label, and counts one that stands by as ready", () => {
    expect(one("Service").spec.selector).toEqual({ ...labelsOf("macrosweep"), [LEADER_LABEL]: "true" });
    const [{ args, readinessProbe }] = one("StatefulSet").spec.template.spec.containers;
    expect(args.filter((arg: string) => arg.startsWith("--pod="))).toEqual([
      "--pod=$(POD_NAME)",
      "--pod=macrosweep-0",
      "--pod=macrosweep-1",
    ]);
    expect(readinessProbe.httpGet.path).toBe("/healthz");
  });

  it("lets controllers alone into the servers", () => {
    const { spec } = one("NetworkPolicy", "macrosweep-nats");
    const from = (name: string) => [{ podSelector: { matchLabels: labelsOf(name) } }];
    const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));
    expect(spec.policyTypes).toEqual(["Ingress", "Egress"]);
    expect(spec.ingress).toEqual([
      { from: from("macrosweep"), ports: tcp(4222, 8222) },
      { from: from("macrosweep-nats"), ports: tcp(6222) },
    ]);
    expect(one("NetworkPolicy", "macrosweep-journal").spec).toEqual({
      podSelector: { matchLabels: labelsOf("macrosweep") },
      policyTypes: ["Egress"],
      egress: [{ to: from("macrosweep-nats"), ports: tcp(4222, 8222) }],
    });
  });

  it("has servers that meet the restricted standard, and keep files of a volume of their own", () => {
    const { template, volumeClaimTemplates } = one("StatefulSet", "macrosweep-nats").spec;
    const [{ securityContext, resources, volumeMounts }] = template.spec.containers;
    expect(template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(resources.limits).toHaveProperty("memory");
    expect(volumeMounts).toContainEqual({ name: volumeClaimTemplates[0].metadata.name, mountPath: "/data" });
  });

  it("shows the key of the CA to what makes certificates alone, and needs no right to secrets", () => {
    const { spec } = one("StatefulSet").spec.template;
    const mounted = ({ volumeMounts }: { volumeMounts: { name: string }[] }) => volumeMounts.map(({ name }) => name);
    expect(mounted(spec.initContainers[0])).toContain("shared");
    expect(mounted(spec.containers[0])).not.toContain("shared");
    const { items } = spec.volumes.find(({ name }: { name: string }) => name === "tokens").secret;
    expect(items).toEqual([{ key: "tokens.json", path: "tokens.json" }]);
    expect(spec.initContainers[0].args[0]).toContain("rm certs/ca-key.pem");
  });
});
