import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { createProgram } from "../../../src/cli/program.ts";
import { ACTIONS } from "../../../src/controller/access/index.ts";
import { agentJob } from "../../../src/controller/operator/agentJob.ts";
import { LEADER_RIGHT, RIGHTS } from "../../../src/controller/operator/rights.ts";
import { freePort } from "../../e2e/port.ts";
import { openStage, type Stage } from "../../e2e/stage.ts";
import { conforms } from "./conforms.ts";
import { controllerArgs, prepare } from "./installed.ts";
import { hasKubectl, type Manifest, noKubectl, render, renderWith } from "./render.ts";

const root = join(import.meta.dirname, "../../..");
const INSTALLS = ["installs/embedded", "installs/cluster-wide", "installs/local", "installs/replicated"];

const installs = hasKubectl ? INSTALLS.map((name) => [name, render(name)] as const) : [];
const withCertManager = hasKubectl ? renderWith("installs/embedded", "components/cert-manager") : [];

/** The one of this kind and name. */
function one(manifests: readonly Manifest[], kind: string, name = "macrosweep"): Manifest {
  const [found, ...more] = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined || more.length > 0) throw new Error(`not one ${kind} ${name}`);
  return found;
}

const pod = (manifests: readonly Manifest[]) => one(manifests, "StatefulSet").spec.template;
const controller = (manifests: readonly Manifest[]) => pod(manifests).spec.containers[0];

it("there are four installs, and a component for each part", () => {
  expect(readdirSync(join(root, "deploy/k8s/installs")).sort()).toEqual([
    "cluster-wide",
    "embedded",
    "local",
    "replicated",
  ]);
});

it("the image stands in one place", () => {
  const files = readdirSync(join(root, "deploy"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".yaml"),
  );
  const named = files.filter((file) => /newTag|ghcr\.io/.test(readFileSync(join(root, "deploy", file), "utf8")));
  expect(named).toEqual(["k8s/components/image/kustomization.yaml"]);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(readFileSync(join(root, "deploy", named[0] ?? ""), "utf8")).toContain(`newTag: ${version}\n`);
});

describe.skipIf(!hasKubectl)(`the installs${noKubectl}`, () => {
  it("render to what Kubernetes' own API describes", () => {
    const all = [...installs.map(([, manifests]) => manifests), render("components/agents-egress")].flat();
    // The definition of sweeps is held by its own test.
    expect(conforms(all.filter(({ kind }) => kind !== "CustomResourceDefinition"))).toBe("");
  }, 120_000);

  it.each(installs)("%s has all of its parts, in its namespace", (_name, manifests) => {
    const clusterWide = ["Namespace", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding"];
    const outside = manifests.filter(({ metadata }) => metadata.namespace !== "macrosweep").map(({ kind }) => kind);
    expect(outside.filter((kind) => !clusterWide.includes(kind))).toEqual([]);
    expect(manifests.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([...clusterWide, "StatefulSet", "Service", "ServiceAccount", "NetworkPolicy"]),
    );
    expect(one(manifests, "Namespace").metadata).toMatchObject({
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
  });

  it.each(installs)("%s starts the controller with options that it has", (_name, manifests) => {
    const command = createProgram().commands.find((each) => each.name() === "controller");
    const [name, ...args] = controller(manifests).args as string[];
    expect(name).toBe("controller");
    const known = command?.options.map(({ long }) => long);
    expect(known).toEqual(expect.arrayContaining(args.map((arg) => arg.split("=")[0])));
  });

  it("only the one for the whole cluster serves all namespaces", () => {
    const all = installs.filter(([, manifests]) => controller(manifests).args.includes("--all-namespaces"));
    expect(all.map(([name]) => name)).toEqual(["installs/cluster-wide"]);
  });

  it.each(installs)("%s brings along the agent of the controller's own image", (_name, manifests) => {
    const { image, args } = controller(manifests);
    expect(image).toMatch(/^macrosweep\/macrosweep:\d/);
    expect(args).toContain(`--agent-image=${image}`);
    expect(pod(manifests).spec.initContainers[0].image).toBe(image);
  });

  it.each(installs)("%s has ports, probes and a service that fit each other", (_name, manifests) => {
    const { args, ports, startupProbe, livenessProbe, readinessProbe } = controller(manifests);
    const service = one(manifests, "Service");
    const listens = { agents: 7450, https: 7451 };
    expect(args).toEqual(expect.arrayContaining(["--listen=0.0.0.0:7450", "--http=0.0.0.0:7451"]));
    expect(Object.fromEntries(ports.map(({ name, containerPort }: Port) => [name, containerPort]))).toEqual(listens);
    expect(service.spec.ports.map(({ port, targetPort }: Port) => [targetPort, port])).toEqual(Object.entries(listens));
    expect(service.spec.selector).toMatchObject(pod(manifests).metadata.labels);
    expect(args.filter((arg: string) => arg.startsWith("--agent-address=")).join()).toMatch(
      /^--agent-address=(macrosweep(-\d\.macrosweep-pods)?\.\$\(POD_NAMESPACE\)\.svc:7450,?)+$/,
    );
    for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
      expect(ACTIONS).toHaveProperty([`GET ${httpGet.path}`], "open");
      expect(httpGet).toMatchObject({ port: "https", scheme: "HTTPS" });
    }
  });

  it.each(installs)(
    "%s has a controller that meets the restricted standard, on a root that nobody writes to",
    (_name, manifests) => {
      const { spec } = pod(manifests);
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 10001,
        seccompProfile: { type: "RuntimeDefault" },
      });
      for (const { securityContext, resources } of [...spec.containers, ...spec.initContainers]) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        expect(resources).toMatchObject({
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        });
      }
    },
  );

  it.each(installs)("%s gives the operator the rights that it uses, and no other", (_name, manifests) => {
    const roles = manifests.filter(({ kind }) => ["Role", "ClusterRole"].includes(kind));
    const [ofPods, rules] = [true, false].map((named) =>
      roles.flatMap((role) => role.rules.filter((rule: Rule) => (rule.resourceNames !== undefined) === named)),
    ) as [Rule[], Rule[]];
    const { apiGroup, resource, verbs } = LEADER_RIGHT;
    const names = leaderPods(manifests);
    expect(ofPods).toEqual(
      names.length === 0 ? [] : [{ apiGroups: [apiGroup], resources: [resource], resourceNames: names, verbs }],
    );
    const given = rules.flatMap(({ apiGroups, resources, verbs }: Rule) =>
      apiGroups.flatMap((apiGroup) => resources.map((resource) => ({ apiGroup, resource, verbs }))),
    );
    expect(given).toHaveLength(RIGHTS.length);
    expect(given).toEqual(expect.arrayContaining([...RIGHTS]));
  });

  it.each(installs)("%s gives no right by a wildcard, none to secrets, and agents none at all", (_name, manifests) => {
    const roles = manifests.filter(({ kind }) => ["Role", "ClusterRole"].includes(kind));
    const words = roles.flatMap(({ rules }) =>
      rules.flatMap(({ apiGroups, resources, verbs }: Rule) => [apiGroups, resources, verbs].flat()),
    );
    for (const word of ["*", "secrets", "escalate", "bind", "impersonate", "pods/exec"])
      expect(words).not.toContain(word);
    const bindings = manifests.filter(({ kind }) => kind.endsWith("Binding"));
    const subjects = bindings.flatMap((binding) => binding.subjects.map(({ name }: { name: string }) => name));
    expect(new Set(subjects)).toEqual(new Set(["macrosweep"]));
    for (const name of ["macrosweep", "macrosweep-agent"])
      expect(one(manifests, "ServiceAccount", name).automountServiceAccountToken).toBe(false);
  });

  it.each(installs)("%s lets nobody talk but agents with the controller, and who asks it", (_name, manifests) => {
    expect(one(manifests, "NetworkPolicy", "default-deny").spec).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
    const labels = agentLabels();
    const agents = one(manifests, "NetworkPolicy", "macrosweep-agent").spec;
    expect(labels).toMatchObject(agents.podSelector.matchLabels);
    expect(agents.ingress).toBeUndefined();
    expect(agents.egress[0]).toMatchObject({
      to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "macrosweep" } } }],
      ports: [{ port: 7450 }],
    });
    const { spec } = one(manifests, "NetworkPolicy");
    expect(pod(manifests).metadata.labels).toMatchObject(spec.podSelector.matchLabels);
    expect(labels).toMatchObject(spec.ingress[0].from[0].podSelector.matchLabels);
    expect(spec.ingress.flatMap(({ ports }: { ports: Port[] }) => ports.map(({ port }) => port))).toEqual([7450, 7451]);
  });

  it("take certificates of cert-manager with a component in place of their own", () => {
    const { args, volumeMounts } = controller(withCertManager);
    const files = args.filter((arg: string) => /cert|key|ca=/.test(arg));
    expect(files).toEqual(["--tls-cert=/certs/tls.crt", "--tls-key=/certs/tls.key", "--agent-ca=/certs/ca.crt"]);
    expect(volumeMounts).toContainEqual({ name: "certs", mountPath: "/certs", readOnly: true });
    const { secretName } = one(withCertManager, "Certificate").spec;
    expect(pod(withCertManager).spec.volumes).toContainEqual({
      name: "certs",
      secret: { secretName, defaultMode: 0o440 },
    });
    expect(pod(withCertManager).spec.initContainers[0].args[0]).not.toContain("certs init");
    expect(one(withCertManager, "Certificate").spec.dnsNames).toContain("macrosweep.macrosweep.svc");
  });

  it("prepare a folder from which the controller starts, open to others by TLS and tokens, also a second time", async () => {
    const stage = openStage(onTestFinished);
    const [, manifests = []] = installs[0] ?? [];
    for (const _start of ["first", "second"]) {
      const { status, stderr } = prepare(manifests, stage.folder);
      expect(status, stderr).toBe(0);
    }
    const ports = { agents: await freePort(), https: await freePort() };
    const args = controllerArgs(manifests, ports).filter((arg) => !/^--(operator|agent-)/.test(arg));
    const served = stage.start(...args);
    await served.said(/listens on/);
    const token = readFileSync(stage.path("first.token"), "utf8").trim();
    expect(await get(stage, ports.https, "/readyz")).toMatchObject({ status: 200 });
    expect(await get(stage, ports.https, "/api/v1/sweeps")).toMatchObject({ status: 401 });
    expect(await get(stage, ports.https, "/api/v1/sweeps", token)).toMatchObject({ status: 200 });
    expect((await served.kill("SIGTERM")).code).toBe(0);
  });
});

interface Port {
  readonly name: string;
  readonly port: number;
  readonly containerPort: number;
  readonly targetPort: string;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** Which pods the controller that leads labels. */
function leaderPods(manifests: readonly Manifest[]): string[] {
  const args: string[] = controller(manifests).args;
  return args.flatMap((arg) => /^--pod=([a-z\d-]+)$/.exec(arg)?.[1] ?? []);
}

function agentLabels() {
  const sweep = { name: "beats", namespace: "macrosweep", uid: "0c5d2a52-1b1c-4e4b-9c39-6c1f3a0d8d57" };
  const placement = { image: "train:1", slots: 1, gpus: 0, gpuResource: "nvidia.com/gpu" };
  const settings = { controller: "macrosweep:7450", agentImage: "macrosweep:1", caConfigMap: null, parallelism: 1 };
  return agentJob(sweep, placement, settings).spec?.template.metadata?.labels;
}

/** As a client inside the cluster: under the name of the service, whose certificate is checked. */
async function get(stage: Stage, port: number, path: string, token?: string) {
  const ca = readFileSync(stage.path("certs/ca.pem"));
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const options = { host: "127.0.0.1", port, path, ca, servername: "macrosweep.macrosweep.svc", headers };
  return await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const asked = request(options, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode, body }), reject);
    });
    asked.on("error", reject).end();
  });
}
