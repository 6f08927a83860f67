import { Admin } from "./admin.ts";
import { ADMIN_TOKEN, ApiServer, OPERATOR_TOKEN } from "./apiServer/apiServer.ts";
import { JobController } from "./jobController.ts";
import { writeConfig } from "./kubeconfig.ts";
import { openReal } from "./realCluster.ts";

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
  return real === undefined ? await openSmall(folder) : await openReal(folder, real);
}

async function openSmall(folder: string): Promise<Cluster> {
  const server = await new ApiServer().start();
  const namespace = "vision";
  // Without TLS, which the client takes only where it is told not to check it.
  const place = { namespace, cluster: { server: server.url, "insecure-skip-tls-verify": true } };
  const kubeconfig = writeConfig(folder, "operator", { ...place, token: OPERATOR_TOKEN });
  const admin = new Admin(writeConfig(folder, "admin", { ...place, token: ADMIN_TOKEN }));
  for (const name of ["default", "macrosweep-agent"])
    await admin.api.create(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
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
