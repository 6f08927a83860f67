import type { Mistake } from "../../../error.ts";
import { Fields, isObject } from "../../../fields.ts";
import { LABEL, LABEL_VALUE, QUALIFIED, SUBDOMAIN } from "./kubernetesNames.ts";
import { type Resources, readResources, type Texts } from "./resources.ts";
import { readVolumes, type VolumeSpec } from "./volumes.ts";

/** Where a cluster trains the sweep: what its agents' pods are made of. The journal does not know it: trials do not depend on it. */
export interface Placement {
  /** The trainer's image, as it is. */
  readonly image: string;
  /** Pods at most; undefined: as many as `budget.parallel` trials need. */
  readonly agents?: number | undefined;
  /** Trainers at a time in a pod. */
  readonly slots: number;
  /** GPUs of each slot. */
  readonly gpus: number;
  readonly gpuResource: string;
  readonly resources?: Resources | undefined;
  readonly labels?: Texts | undefined;
  readonly nodeSelector?: Texts | undefined;
  readonly tolerations?: readonly Toleration[] | undefined;
  readonly priorityClassName?: string | undefined;
  /** Of Kueue. */
  readonly queueName?: string | undefined;
  readonly serviceAccountName?: string | undefined;
  readonly volumes?: readonly VolumeSpec[] | undefined;
  /** More of the pod; which of its fields may be set whoever makes the pod decides. */
  readonly podTemplate?: Readonly<Record<string, unknown>> | undefined;
}

export interface Toleration {
  readonly key?: string | undefined;
  readonly operator: "Equal" | "Exists";
  readonly value?: string | undefined;
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute" | undefined;
  readonly tolerationSeconds?: number | undefined;
}

const BOUNDS = { agents: 1000, slots: 64, gpus: 64, texts: 32, tolerations: 32, podTemplateChars: 16_384 };

// As long as a reference may be, with a registry, a path, a tag and a digest.
const IMAGE = /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}$/;
const EXTENDED = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Reads `spec.placement`; undefined where the document has none. */
export function readPlacement(raw: unknown, mistakes: Mistake[]): Placement | undefined {
  if (raw === undefined) return undefined;
  const fields = new Fields(raw, "spec.placement", mistakes, "image");
  const placement: Placement = {
    image: named(fields, "image", IMAGE, "the name of an image, such as registry.example.org/team/train:1.4") ?? "",
    agents: fields.raw("agents") === undefined ? undefined : fields.integer("agents", { min: 1, max: BOUNDS.agents }),
    slots: fields.integer("slots", { min: 1, max: BOUNDS.slots }, 1),
    gpus: fields.integer("gpus", { min: 0, max: BOUNDS.gpus }, 0),
    gpuResource:
      named(fields, "gpuResource", EXTENDED, "the name of a resource, such as nvidia.com/gpu", GPU_RESOURCE) ??
      GPU_RESOURCE,
    resources: readResources(fields, mistakes),
    labels: readTexts(fields, "labels"),
    nodeSelector: readTexts(fields, "nodeSelector"),
    tolerations: readTolerations(fields, mistakes),
    priorityClassName: optional(fields, "priorityClassName", SUBDOMAIN, "the name of a priority class"),
    queueName: optional(fields, "queueName", LABEL, "the name of a queue of Kueue in this namespace"),
    serviceAccountName: optional(fields, "serviceAccountName", SUBDOMAIN, "the name of a service account"),
    volumes: readVolumes(fields, mistakes),
    podTemplate: readPodTemplate(fields),
  };
  fields.end(OTHER_KEYS);
  return placement;
}

const GPU_RESOURCE = "nvidia.com/gpu";

const OTHER_KEYS = {
  replicas: "agents",
  parallelism: "agents",
  gpu: "gpus",
  queue: "queueName",
  serviceAccount: "serviceAccountName",
  template: "podTemplate",
  command: "trainer: { command: [...] }, beside placement",
  env: "trainer: { env: {...} }, beside placement",
};

function named(fields: Fields, key: string, form: RegExp, what: string, fallback?: string): string | undefined {
  const value = fields.raw(key) ?? fallback;
  if (typeof value === "string" && form.test(value)) return value;
  fields.mistake(key, value, value === undefined ? `is missing; it must be ${what}` : `must be ${what}`);
  return undefined;
}

function optional(fields: Fields, key: string, form: RegExp, what: string): string | undefined {
  return fields.raw(key) === undefined ? undefined : named(fields, key, form, what);
}

function readTexts(fields: Fields, key: string): Texts | undefined {
  const raw = fields.raw(key);
  if (raw === undefined) return undefined;
  if (!isObject(raw) || Object.keys(raw).length > BOUNDS.texts) {
    fields.mistake(key, raw, `must be an object of at most ${BOUNDS.texts} texts`);
    return undefined;
  }
  for (const [name, value] of Object.entries(raw)) {
    const rule = "must be letters, digits, -, _ and ., at most 63, beginning and ending with a letter or digit";
    if (!QUALIFIED.test(name)) fields.mistake(key, name, `as a name ${rule}, perhaps after a domain and /`);
    else if (name.startsWith(OURS)) fields.mistake(`${key}.${name}`, undefined, `must not begin with ${OURS}: ours`);
    if (typeof value !== "string" || !LABEL_VALUE.test(value)) fields.mistake(`${key}.${name}`, value, rule);
  }
  return raw as Texts;
}

const OURS = "macrosweep.dev/";

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"] as const;

function readTolerations(placement: Fields, mistakes: Mistake[]): readonly Toleration[] | undefined {
  const raw = placement.raw("tolerations");
  if (raw === undefined) return undefined;
  if (!Array.isArray(raw) || raw.length > BOUNDS.tolerations) {
    placement.mistake("tolerations", raw, `must be a list of at most ${BOUNDS.tolerations}`);
    return undefined;
  }
  return raw.map((each: unknown, i) => {
    const fields = new Fields(each, placement.path(`tolerations[${i}]`), mistakes);
    const toleration: Toleration = {
      key: optional(fields, "key", QUALIFIED, "the key of a taint, such as nvidia.com/gpu"),
      operator: fields.choice("operator", ["Equal", "Exists"], "Equal"),
      value: optional(fields, "value", LABEL_VALUE, "the value of a taint"),
      effect: fields.raw("effect") === undefined ? undefined : fields.choice("effect", EFFECTS),
      tolerationSeconds:
        fields.raw("tolerationSeconds") === undefined
          ? undefined
          : fields.integer("tolerationSeconds", { min: 0, max: 2_147_483_647 }),
    };
    if (toleration.operator === "Exists" && toleration.value !== undefined)
      fields.mistake("value", toleration.value, "goes with the operator Equal");
    if (toleration.operator === "Equal" && isObject(each) && toleration.key === undefined)
      fields.mistake("key", undefined, "is missing; only the operator Exists goes without");
    fields.end();
    return toleration;
  });
}

function readPodTemplate(fields: Fields): Placement["podTemplate"] {
  const raw = fields.raw("podTemplate");
  if (raw === undefined) return undefined;
  if (isObject(raw) && JSON.stringify(raw).length <= BOUNDS.podTemplateChars) return raw;
  const rule = `must be an object of at most ${BOUNDS.podTemplateChars} characters, such as { spec: { imagePullSecrets: [{ name: registry }] } }`;
  fields.mistake("podTemplate", isObject(raw) ? undefined : raw, rule);
  return undefined;
}
