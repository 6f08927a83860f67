import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "./render.ts";

const main = join(import.meta.dirname, "../../../src/cli/main.ts");

const pod = (manifests: readonly Manifest[]) =>
  manifests.find(({ kind, metadata }) => kind === "StatefulSet" && metadata.name === "macrosweep")?.spec.template;

/** Runs what prepares the controller's volume, as in its pod: `macrosweep` is on PATH, and the working folder is the volume. */
export function prepare(manifests: readonly Manifest[], folder: string, name = "macrosweep-0") {
  const { command, args } = pod(manifests).spec.initContainers[0];
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "macrosweep"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, POD_NAMESPACE: "macrosweep", POD_NAME: name };
  const [program = "", ...words] = [...command, ...args].map((word: string) => withMounts(word, join(folder, "..")));
  return spawnSync(program, words, { cwd: folder, env, encoding: "utf8" });
}

/** Secrets that are mounted into the pod lie beside its volume here. */
function withMounts(text: string, folder: string): string {
  return text.replaceAll(/(?<= )\/(shared|tokens)(?=\/)/g, (mount) => join(folder, mount));
}

/** What starts the controller in its pod, on other ports. */
export function controllerArgs(manifests: readonly Manifest[], ports: { agents: number; https: number }): string[] {
  const args: string[] = pod(manifests).spec.containers[0].args;
  return args.map((arg) => arg.replace(":7450", `:${ports.agents}`).replace(":7451", `:${ports.https}`));
}
