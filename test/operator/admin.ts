import type { V1Pod } from "@kubernetes/client-node";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { Watch } from "@kubernetes/client-node/dist/watch.js";
import { KubeApi, KubeError } from "../../src/controller/operator/kubeApi.ts";
import { type Kind, pathOf } from "../../src/controller/operator/resource.ts";

/** Somebody who may do anything in a cluster, as a person with kubectl and as a node. */
export class Admin {
  readonly api: KubeApi;
  readonly watch: Watch;

  constructor(kubeconfig: string) {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    this.api = new KubeApi(config);
    this.watch = new Watch(config);
  }

  /** At once, as a node does when the processes have ended. */
  async remove(kind: Kind, namespace: string, name: string): Promise<void> {
    try {
      await this.api.send("DELETE", pathOf(kind, namespace, name), { body: { gracePeriodSeconds: 0 } });
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 404)) throw error;
    }
  }

  /** A token of the pod's service account that is bound to the pod. */
  async tokenOf({ metadata, spec: pod }: V1Pod, audience: string, seconds: number): Promise<string> {
    const account = pod?.serviceAccountName ?? "default";
    const boundObjectRef = { apiVersion: "v1", kind: "Pod", name: metadata?.name, uid: metadata?.uid };
    const asked = { audiences: [audience], expirationSeconds: seconds, boundObjectRef };
    return await this.#token(metadata?.namespace, account, asked);
  }

  /** A token of a service account for the API server, as a pod has it that asks for one; good for two hours. */
  async tokenOfAccount(namespace: string, account: string): Promise<string> {
    return await this.#token(namespace, account, { expirationSeconds: 7200 });
  }

  async configMap(namespace: string, name: string): Promise<Readonly<Record<string, string>>> {
    const found = await this.api.get<{ data?: Record<string, string> }>(pathOf("configmaps", namespace, name));
    return found.data ?? {};
  }

  async #token(namespace: string | undefined, account: string, spec: object): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
    const asked = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec };
    const { status } = await this.api.create<{ status: { token: string } }>(path, asked);
    return status.token;
  }
}
