import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { Admin } from "./admin.ts";
import { ADMIN_TOKEN, ApiServer, OPERATOR_TOKEN } from "./apiServer/apiServer.ts";
import { JobController } from "./jobController.ts";

/** A cluster to test in: the small API server of the tests, or a real one. */
export interface Cluster {
  readonly admin: Admin;
  /** The operator's kubeconfig. */
  readonly kubeconfig: string;
  readonly namespace: string;
  /** What can be done to the server; null: it is a real one. */
  readonly server: ApiServer | null;
  close(): Promise<void>;
}

/** `npm run test:cluster`: the cluster of $KUBECONFIG, with the definition of Sweeps applied. */
const real = process.env.MACROSWEEP_TEST_CLUSTER === "1" ? process.env.KUBECONFIG : undefined;

export const isReal = real !== undefined;

export async function openCluster(folder: string): Promise<Cluster> {
  return real === undefined ? await openSmall(folder) : await openReal(real);
}

async function openSmall(folder: string): Promise<Cluster> {
  const server = await new ApiServer().start();
  const namespace = "vision";
  const kubeconfig = writeConfig(folder, "operator", server.url, OPERATOR_TOKEN, namespace);
  const admin = new Admin(writeConfig(folder, "admin", server.url, ADMIN_TOKEN, namespace));
  const jobs = new JobController(admin, namespace);
  return {
    admin,
    kubeconfig,
    namespace,
    server,
    async close() {
      await jobs.close();
      await server.close();
    },
  };
}

/** In a namespace of its own, which goes at the end. MACROSWEEP_TEST_JOBS=1: no controller manager makes pods of Jobs there. */
async function openReal(kubeconfig: string): Promise<Cluster> {
  const admin = new Admin(kubeconfig);
  const namespace = `macrosweep-test-${randomUUID().slice(0, 8)}`;
  await admin.api.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const jobs = process.env.MACROSWEEP_TEST_JOBS === "1" ? new JobController(admin, namespace) : null;
  return {
    admin,
    kubeconfig,
    namespace,
    server: null,
    async close() {
      await jobs?.close();
      await admin.api.send("DELETE", `/api/v1/namespaces/${namespace}`, {});
    },
  };
}

function writeConfig(folder: string, name: string, server: string, token: string, namespace: string): string {
  const path = join(folder, `${name}.kubeconfig`);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    // Without TLS, which the client takes only where it is told not to check it.
    clusters: [{ name: "test", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "test", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test", namespace } }],
  };
  writeFileSync(path, stringify(config));
  return path;
}
