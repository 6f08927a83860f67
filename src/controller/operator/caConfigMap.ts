import type { KubeApi } from "./kubeApi.ts";

/** The CA of the controller's certificate, in each namespace with agents, which mount it. It is no secret. */
export const caConfigMap = {
  name: "macrosweep-ca",
  /** The key of the PEM text. */
  key: "ca.crt",
  async write(api: KubeApi, namespace: string, ca: string): Promise<void> {
    await api.apply("configmaps", namespace, caConfigMap.name, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: caConfigMap.name, namespace },
      data: { [caConfigMap.key]: ca },
    });
  },
} as const;
