import { any, choice, flag, integer, list, map, object, text } from "./node.ts";

const NAME = { pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" };

const toleration = object(
  "toleration",
  "Nodes with this taint will do.",
  {
    key: text("Of the taint. Left out, with Exists: any.", "nvidia.com/gpu"),
    operator: choice("Whether the value counts.", ["Equal", "Exists"], { default: "Equal" }),
    value: text("Of the taint.", "present"),
    effect: choice("Left out: all.", ["NoSchedule", "PreferNoSchedule", "NoExecute"]),
    tolerationSeconds: integer("How long NoExecute is borne.", 300, 0, 2_147_483_647),
  },
  { key: "nvidia.com/gpu", operator: "Equal", value: "present" },
);

const volume = object(
  "volume",
  "A folder that comes from a claim or a config map, one of the two.",
  {
    name: text("", "data", { required: true, ...NAME }),
    mountPath: text("Where the trainer finds it.", "/data", { required: true }),
    subPath: text("A folder or a file of the volume in place of all of it.", "beats"),
    readOnly: flag("Whether trainers may only read it.", { default: false }),
    claim: text("A persistent volume claim of the sweep's namespace.", "beats"),
    configMap: text("A config map of the sweep's namespace.", "beats"),
  },
  { name: "data", mountPath: "/data", claim: "beats" },
);

const quantity = any("", "a quantity of Kubernetes, such as 4, 500m or 16Gi", "4");

const resources = object(
  "resources",
  "Of the container beside its GPUs.",
  {
    requests: map("What the scheduler keeps free.", "a resource", quantity, { cpu: "4", memory: "16Gi" }),
    limits: map("What it gets at most.", "a resource", quantity, { memory: "16Gi" }),
  },
  { requests: { cpu: "4", memory: "16Gi" } },
);

/** Where a cluster trains a sweep. */
export const placement = object(
  "placement",
  "For a cluster: the pods of its agents, docs/kubernetes.md. It may be edited at any time; `macrosweep run` trains here and leaves it out of account.",
  {
    image: text("The trainer's image, as it is: the agent is brought along.", "registry.example.org/team/train:1.4", {
      required: true,
    }),
    agents: integer("Pods at most. Left out: as many as budget.parallel trials need.", 4, 1, 1000),
    slots: integer("Trainers at a time in a pod.", 1, 1, 64, { default: 1 }),
    gpus: integer("GPUs of each slot.", 1, 0, 64, { default: 0 }),
    gpuResource: text("By which name the cluster has its GPUs.", "nvidia.com/gpu", { default: "nvidia.com/gpu" }),
    resources,
    labels: map("Labels of the pods.", "a label", text("", "vision"), { team: "vision" }),
    nodeSelector: map("Labels that a node must have.", "a label", text("", "a100"), { accelerator: "a100" }),
    tolerations: list("Taints of nodes that do not matter.", toleration, [{ operator: "Exists" }], 0, 32),
    priorityClassName: text("Which pods give way to which.", "nightly"),
    queueName: text("The local queue of Kueue that the pods wait in.", "gpus", NAME),
    serviceAccountName: text(
      "Whose rights trainers have, a name that begins with macrosweep-agent. Left out: nobody's.",
      "macrosweep-agent-s3",
    ),
    volumes: list("Folders of the trainers.", volume, [], 0, 32),
    podTemplate: any(
      "More of the pod, as Kubernetes has it; docs/kubernetes.md says which fields may be set.",
      "metadata and spec of a pod, in part",
      { spec: { imagePullSecrets: [{ name: "registry" }] } },
    ),
  },
  { image: "registry.example.org/team/train:1.4" },
);
