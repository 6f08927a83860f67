import type { Mistake } from "../../error.ts";
import { isObject } from "../../fields.ts";

/** What is wrong with a value of this name; null: nothing. */
export type Check = (value: unknown, name: string) => string | null;

/** What may stand in a place, and nothing else. */
export type Allowed =
  | Check
  | { readonly kind: "object"; readonly fields: Readonly<Record<string, Allowed>> }
  | { readonly kind: "texts"; readonly check: Check }
  | { readonly kind: "list"; readonly most: number; readonly of: Allowed };

/** The object at `path`, of which every field has to be allowed; what is not is among the mistakes, by its path. */
export function take(value: unknown, allowed: Allowed, path: string, mistakes: Mistake[]): Record<string, unknown> {
  check(value, allowed, path, "", mistakes);
  return isObject(value) ? value : {};
}

function check(value: unknown, allowed: Allowed, path: string, name: string, mistakes: Mistake[]): void {
  if (typeof allowed === "function") {
    const rule = allowed(value, name);
    if (rule !== null) mistakes.push({ path, value: shown(value), rule });
    return;
  }
  if (allowed.kind === "list") {
    if (!Array.isArray(value) || value.length > allowed.most)
      mistakes.push({ path, value: shown(value), rule: `must be a list of at most ${allowed.most}` });
    else for (const [i, item] of value.entries()) check(item, allowed.of, `${path}[${i}]`, "", mistakes);
    return;
  }
  if (!isObject(value)) {
    mistakes.push({ path, value: shown(value), rule: "must be an object" });
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    const below =
      allowed.kind === "texts" ? allowed.check : Object.hasOwn(allowed.fields, key) ? allowed.fields[key] : undefined;
    const at = /^[A-Za-z]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
    if (below === undefined) mistakes.push({ path: at, value: undefined, rule: refusal(key) });
    else check(child, below, at, key, mistakes);
  }
}

function shown(value: unknown): unknown {
  return typeof value === "object" ? undefined : value;
}

function refusal(key: string): string {
  const why = WHY.find(({ fields }) => fields.includes(key))?.why;
  return `may not be set${why === undefined ? "; docs/kubernetes.md says what may" : `: ${why}`}`;
}

const WHY: readonly { readonly fields: readonly string[]; readonly why: string }[] = [
  {
    fields: ["hostPath", "hostNetwork", "hostPID", "hostIPC", "hostPort", "hostUsers", "hostAliases"],
    why: "it would be the node's own",
  },
  {
    fields: [
      "privileged",
      "capabilities",
      "allowPrivilegeEscalation",
      "seccompProfile",
      "appArmorProfile",
      "seLinuxOptions",
      "procMount",
      "sysctls",
    ],
    why: "it would take the container's protection away",
  },
  { fields: ["runAsNonRoot"], why: "trainers never run as root; runAsUser says as whom" },
  { fields: ["serviceAccountName", "serviceAccount"], why: "spec.placement.serviceAccountName says it" },
  {
    fields: ["automountServiceAccountToken", "serviceAccountToken", "projected"],
    why: "trainers have no access to the cluster",
  },
  {
    fields: ["secret", "secretKeyRef", "envFrom"],
    why: "whoever may write a sweep may not read the secrets beside it",
  },
  { fields: ["nodeName"], why: "it would pass by the scheduler; spec.placement.nodeSelector says which nodes" },
  {
    fields: ["nodeSelector", "tolerations", "priorityClassName", "resources", "image"],
    why: "it stands in spec.placement",
  },
  { fields: ["env"], why: "spec.trainer.env says it" },
  { fields: ["command", "args"], why: "spec.trainer.command says it" },
  {
    fields: ["initContainers", "ephemeralContainers"],
    why: "a pod has the agent and its trainers, and no other container",
  },
  { fields: ["persistentVolumeClaim", "configMap"], why: "spec.placement.volumes says it" },
];
