import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseAllDocuments } from "yaml";

const root = join(import.meta.dirname, "../../..");

/** A manifest, as far as these tests look at it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  // biome-ignore lint/suspicious/noExplicitAny: any kind of manifest; its type is what `conforms` checks
  readonly [field: string]: any;
}

export const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;
export const noKubectl = hasKubectl ? "" : " (not run: this machine has no kubectl)";

/** What `kubectl apply -k` would send of a folder below deploy/k8s. */
export function render(folder: string): Manifest[] {
  return kustomize(join(root, "deploy/k8s", folder));
}

/** The same of an install with one more component, as somebody puts them together in a folder of his own. */
export function renderWith(install: string, component: string): Manifest[] {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "install-"));
  const from = (part: string) => relative(folder, join(root, "deploy/k8s", part));
  const kustomization = { resources: [from(install)], components: [from(component)] };
  writeFileSync(join(folder, "kustomization.yaml"), JSON.stringify(kustomization));
  try {
    return kustomize(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kustomize(folder: string): Manifest[] {
  const { status, stdout, stderr } = spawnSync("kubectl", ["kustomize", folder], { encoding: "utf8", maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`kubectl kustomize ${folder}: ${stderr}`);
  return parseAllDocuments(stdout).map((document) => document.toJS());
}
