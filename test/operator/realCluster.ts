import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { V1Job } from "@kubernetes/client-node";
import { parse, parseAllDocuments } from "yaml";
import { KubeError } from "../../src/controller/operator/kubeApi.ts";
import { pathOf, type Resource } from "../../src/controller/operator/resource.ts";
import { Admin } from "./admin.ts";
import type { Cluster } from "./cluster.ts";
import { GarbageCollector } from "./garbageCollector.ts";
import { JobController } from "./jobController.ts";
import { writeConfig } from "./kubeconfig.ts";

const components = join(import.meta.dirname, "../../deploy/k8s/components");
const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const REVIEWERS = "macrosweep-token-reviews";

/**
 * A namespace of a real cluster, which goes at the end. As with the installs, the operator has its service account and the rights of it, and pods keep the
 * restricted standard. Where no controller manager makes pods of Jobs and collects garbage, the tests do.
 */
export async function openReal(folder: string, kubeconfig: string): Promise<Cluster> {
  const admin = new Admin(kubeconfig);
  const namespace = `macrosweep-test-${randomUUID().slice(0, 8)}`;
  const within = `/api/v1/namespaces/${namespace}`;
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  await create(admin, "/api/v1/namespaces", "v1", "Namespace", { metadata: { name: namespace, labels } });
  // Its default account a namespace has a moment later by itself, where a controller manager is.
  for (const name of ["default", "macrosweep", "macrosweep-agent"])
    await create(admin, `${within}/serviceaccounts`, "v1", "ServiceAccount", { metadata: { name } }).catch(unlessThere);
  await giveRights(admin, namespace);
  const isManaged = await makesPods(admin, namespace);
  const managers = isManaged ? [] : [new JobController(admin, namespace), new GarbageCollector(admin, namespace)];
  const token = await admin.tokenOfAccount(namespace, "macrosweep");
  return {
    admin,
    kubeconfig: writeConfig(folder, "operator", { cluster: clusterOf(kubeconfig), namespace, token }),
    namespace,
    server: null,
    async close() {
      for (const manager of managers) await manager.close();
      await admin.api.send("DELETE", within, {});
      await letGo(admin, namespace);
      await admin.api.send("DELETE", `${RBAC}/clusterrolebindings/${namespace}`, {});
    },
  };
}

/** Those of the install, bound to the service account of this namespace. */
async function giveRights(admin: Admin, namespace: string): Promise<void> {
  const [role] = documents("rights/role.yaml");
  const [reviewers] = documents("token-reviews/clusterrole.yaml");
  const version = "rbac.authorization.k8s.io/v1";
  const subjects = [{ kind: "ServiceAccount", name: "macrosweep", namespace }];
  const bound = (kind: string, name: string) => ({ roleRef: { apiGroup: RBAC_GROUP, kind, name }, subjects });
  const within = `${RBAC}/namespaces/${namespace}`;
  await create(admin, `${within}/roles`, version, "Role", { ...role });
  const binding = { metadata: { name: "macrosweep" }, ...bound("Role", "macrosweep") };
  await create(admin, `${within}/rolebindings`, version, "RoleBinding", binding);
  await create(admin, `${RBAC}/clusterroles`, version, "ClusterRole", { ...reviewers }).catch(unlessThere);
  const everywhere = { metadata: { name: namespace }, ...bound("ClusterRole", REVIEWERS) };
  await create(admin, `${RBAC}/clusterrolebindings`, version, "ClusterRoleBinding", everywhere);
}

const RBAC_GROUP = "rbac.authorization.k8s.io";

function documents(file: string): object[] {
  return parseAllDocuments(readFileSync(join(components, file), "utf8")).map((document) => document.toJS());
}

async function create(admin: Admin, path: string, apiVersion: string, kind: string, fields: object): Promise<void> {
  await admin.api.create(path, { apiVersion, kind, ...fields });
}

// Of a controller manager; one is told of by the answer, and there is none only where this time has passed.
const MANAGED_MS = 20_000;

/** Whether somebody looks after Jobs here: a Job that is suspended is then said to be. */
async function makesPods(admin: Admin, namespace: string): Promise<boolean> {
  const path = pathOf("jobs", namespace);
  const template = { spec: { restartPolicy: "Never", containers: [{ name: "none", image: "none:1" }] } };
  await create(admin, path, "batch/v1", "Job", { metadata: { name: "probe" }, spec: { suspend: true, template } });
  const lateMs = performance.now() + MANAGED_MS;
  let isSeen = false;
  while (!isSeen && performance.now() < lateMs) {
    const { status } = await admin.api.get<V1Job>(`${path}/probe`);
    isSeen = status?.conditions?.some(({ type }) => type === "Suspended") === true;
    await sleep(100);
  }
  await admin.api.delete("jobs", namespace, "probe", undefined);
  return isSeen;
}

function unlessThere(error: unknown): void {
  if (!(error instanceof KubeError && error.status === 409)) throw error;
}

/** The operator and the node have gone, for which its Sweeps and pods would wait. */
async function letGo(admin: Admin, namespace: string): Promise<void> {
  const named = async (kind: "sweeps" | "pods") =>
    (await admin.api.get<{ items: Required<Resource>[] }>(pathOf(kind, namespace))).items.map(
      ({ metadata: { name = "" } }) => name,
    );
  for (const name of await named("sweeps"))
    await admin.api.merge("sweeps", namespace, name, { metadata: { finalizers: null } }).catch(unlessGone);
  for (const name of await named("pods")) await admin.remove("pods", namespace, name);
}

function unlessGone(error: unknown): void {
  if (!(error instanceof KubeError && error.status === 404)) throw error;
}

/** Of the context that the kubeconfig has chosen. */
function clusterOf(kubeconfig: string): object {
  const config = parse(readFileSync(kubeconfig, "utf8"));
  const { context } = config.contexts.find(({ name }: { name: string }) => name === config["current-context"]);
  return config.clusters.find(({ name }: { name: string }) => name === context.cluster).cluster;
}
