import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

interface Access {
  /** As kubeconfigs have it: server, and by what it is known. */
  readonly cluster: object;
  readonly namespace: string;
  readonly token: string;
}

/** Writes the kubeconfig of somebody with a token, and returns its path. */
export function writeConfig(folder: string, name: string, { cluster, namespace, token }: Access): string {
  const path = join(folder, `${name}.kubeconfig`);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster }],
    users: [{ name: "test", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test", namespace } }],
  };
  writeFileSync(path, stringify(config));
  return path;
}
