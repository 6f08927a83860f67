import { specOf } from "./scene.ts";

/** A document of a person who errs, or means harm, and what is said of it. */
export interface Bad {
  readonly what: string;
  readonly spec: object;
  /** What the answer names. */
  readonly says: string;
}

type Fields = Record<string, unknown>;

const X = { name: "x", type: "float", min: 0.5, max: 1 };
const C = { name: "x", type: "categorical", values: ["a", "b"] };
const BUDGET = { trials: 2, parallel: 1, epochsPerTrial: 3 };
const COMMAND = ["sh", "-c", "true"];

const with_ = (spec: object): object => specOf({ spec });
const placed = (placement: object): object => specOf({ placement });
const trained = (trainer: object): object => with_({ trainer: { command: COMMAND, ...trainer } });
const templated = (spec: object): object => placed({ podTemplate: { spec } });
const of = (container: object): object => templated({ containers: [{ name: "trainer", ...container }] });
const scheduled = (schedule: object): object => with_({ schedule: { cron: "0 2 * * *", ...schedule } });

function without(key: string): object {
  const spec = specOf() as Fields;
  return Object.fromEntries(Object.entries(spec).filter(([each]) => each !== key));
}

/** Lists in lists. */
function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

/** Names that no Sweep may have. */
export const BAD_NAMES: readonly string[] = [
  "Beats",
  "beats;rm -rf ~",
  "$(id)",
  "../../etc/passwd",
  "a.b",
  "-beats",
  "beats\nmore",
  "bеats",
  "b".repeat(64),
];

/** Refused by the server, which has the definition of Sweeps. `says`: the key that it names. */
export const REFUSED: readonly Bad[] = [
  { what: "a misspelt key", spec: { ...specOf(), budgt: {} }, says: "budgt" },
  { what: "a misspelt key further in", spec: with_({ budget: { ...BUDGET, trails: 1 } }), says: "trails" },
  { what: "no budget", spec: without("budget"), says: "budget" },
  { what: "no trainer", spec: without("trainer"), says: "trainer" },
  { what: "no parameters", spec: with_({ parameters: [] }), says: "parameters" },
  { what: "0 trials", spec: with_({ budget: { ...BUDGET, trials: 0 } }), says: "trials" },
  { what: "half a trial", spec: with_({ budget: { ...BUDGET, trials: 1.5 } }), says: "trials" },
  { what: "trials without end", spec: with_({ budget: { ...BUDGET, trials: 1e18 } }), says: "trials" },
  { what: "trials in words", spec: with_({ budget: { ...BUDGET, trials: "ten" } }), says: "trials" },
  { what: "trials that are null", spec: with_({ budget: { ...BUDGET, trials: null } }), says: "trials" },
  { what: "a time without a unit", spec: with_({ budget: { ...BUDGET, wallTime: "30" } }), says: "wallTime" },
  {
    what: "fewer epochs than one training",
    spec: with_({ budget: { ...BUDGET, totalEpochs: 1 } }),
    says: "totalEpochs must be at least",
  },
  { what: "min above max", spec: with_({ parameters: [{ ...X, min: 2 }] }), says: "min must be below max" },
  {
    what: "a logarithm of 0",
    spec: with_({ parameters: [{ ...X, min: 0, scale: "log" }] }),
    says: "scale log needs a min above 0",
  },
  { what: "two of one name", spec: with_({ parameters: [X, X] }), says: "names of parameters must differ" },
  { what: "a placeholder for a name", spec: with_({ parameters: [{ ...X, name: "{{ x }}" }] }), says: "name" },
  { what: "65 parameters", spec: with_({ parameters: Array(65).fill(X) }), says: "parameters" },
  { what: "a choice without end", spec: with_({ parameters: [{ ...C, values: Array(257).fill(1) }] }), says: "values" },
  { what: "a choice with a range", spec: with_({ parameters: [{ ...C, min: 0 }] }), says: "min goes with type" },
  { what: "an unknown sampler", spec: with_({ sampler: { name: "pbt" } }), says: "name" },
  {
    what: "points of random search",
    spec: with_({ sampler: { name: "random", points: 3 } }),
    says: "points goes with",
  },
  { what: "both trainers", spec: trained({ data: "x.csv" }), says: "either a command, or data" },
  { what: "neither trainer", spec: with_({ trainer: {} }), says: "either a command, or data" },
  { what: "a text of 64 KiB and more", spec: trained({ command: ["x".repeat(65_537)] }), says: "command" },
  {
    what: "a constraint on nothing",
    spec: with_({ constraints: [{ metric: "recall:V" }] }),
    says: "a constraint needs a min or a max",
  },
  {
    what: "a baseline without confirmation",
    spec: with_({ baseline: { params: { x: 1 } } }),
    says: "baseline needs confirm",
  },
  { what: "1001 configurations first", spec: with_({ enqueue: Array(1001).fill({}) }), says: "enqueue" },
  { what: "a queue with a path", spec: placed({ queueName: "a/b" }), says: "queueName" },
  { what: "half a GPU", spec: placed({ gpus: 0.5 }), says: "gpus" },
  { what: "agents without end", spec: placed({ agents: 1_000_000 }), says: "agents" },
  {
    what: "a volume of two kinds",
    spec: placed({ volumes: [{ name: "v", mountPath: "/v", claim: "c", configMap: "m" }] }),
    says: "either a claim or a configMap",
  },
];

/** Taken by the server, and refused by the condition Accepted. `says`: the place. */
export const NOT_ACCEPTED: readonly Bad[] = [
  {
    what: "a condition on a later parameter",
    spec: with_({ parameters: [{ ...X, name: "y", when: { x: [1] } }, X] }),
    says: "spec.parameters[0].when",
  },
  { what: "an unknown metric", spec: with_({ objective: { metric: "f2" } }), says: "spec.objective.metric" },
  { what: "a goal out of reach", spec: with_({ objective: { goal: 2 } }), says: "spec.objective.goal" },
  { what: "a choice of one value twice", spec: with_({ parameters: [{ ...C, values: [1, 1] }] }), says: "values[1]" },
  { what: "a configuration out of range", spec: with_({ enqueue: [{ x: 2 }] }), says: "spec.enqueue[0].x" },
  {
    what: "1000 levels of lists",
    spec: with_({ enqueue: [{ x: nested(1000) }] }),
    says: "spec.enqueue: is nested in more than 64 levels",
  },
  {
    what: "1000 levels of a template",
    spec: templated({ affinity: nested(1000) }),
    says: "spec.placement: is nested in more than 64 levels",
  },
  {
    what: "a key of every object in JavaScript",
    spec: with_({ enqueue: [JSON.parse('{ "__proto__": 1 }')] }),
    says: "spec.enqueue[0].__proto__",
  },
  { what: "an unknown placeholder", spec: trained({ args: ["{{ params.y }}"] }), says: "spec.trainer.args" },
  { what: "a NUL in the command", spec: trained({ args: ["a\u0000b"] }), says: "spec.trainer.args[0]" },
  { what: "a variable of ours", spec: trained({ env: { MACROSWEEP_TOKEN: "x" } }), says: "spec.trainer.env" },
  { what: "a variable with a command in it", spec: trained({ env: { "A;id": "x" } }), says: "spec.trainer.env.A;id" },
  { what: "a file out of the folder", spec: trained({ files: { "../../x": "x" } }), says: "spec.trainer.files" },
  { what: "an image with a command in it", spec: placed({ image: "a:1; rm -rf /" }), says: "spec.placement.image" },
  { what: "an image that is an option", spec: placed({ image: "--privileged" }), says: "spec.placement.image" },
  {
    what: "a volume over the system's",
    spec: placed({ volumes: [{ name: "v", mountPath: "/proc", claim: "c" }] }),
    says: "spec.placement.volumes[0].mountPath",
  },
  { what: "a label of ours", spec: placed({ labels: { "macrosweep.dev/sweep-uid": "x" } }), says: "placement.labels" },
  { what: "a label with a command in it", spec: placed({ labels: { a: "$(id)" } }), says: "spec.placement.labels.a" },
  {
    what: "a quantity below zero",
    spec: placed({ resources: { requests: { cpu: "-1" } } }),
    says: "spec.placement.resources.requests.cpu",
  },
  { what: "GPUs with a path", spec: placed({ gpuResource: "../x" }), says: "spec.placement.gpuResource" },
  { what: "a template that is no object", spec: placed({ podTemplate: "spec" }), says: "spec.placement.podTemplate" },
  {
    what: "a template of 200 KB",
    spec: placed({ podTemplate: { metadata: { annotations: { a: "x".repeat(200_000) } } } }),
    says: "spec.placement.podTemplate",
  },
  { what: "a warm start from itself", spec: with_({ warmStart: { from: ["NAME"] } }), says: "spec.warmStart" },
  { what: "nights on a day that never comes", spec: scheduled({ cron: "59 23 31 2 *" }), says: "spec.schedule.cron" },
  { what: "nights every second", spec: scheduled({ cron: "* * * * * *" }), says: "spec.schedule.cron" },
  { what: "nights with a command in them", spec: scheduled({ cron: "0 2 * * $(id)" }), says: "spec.schedule.cron" },
  { what: "a time zone that is a file", spec: scheduled({ timeZone: "../../etc/passwd" }), says: "schedule.timeZone" },
];

/** Taken by the server and the journal, and refused by the condition Degraded: pods that nobody may have. */
export const NOT_PLACED: readonly Bad[] = [
  { what: "the node's network", spec: templated({ hostNetwork: true }), says: "podTemplate.spec.hostNetwork" },
  { what: "the node's processes", spec: templated({ hostPID: true }), says: "podTemplate.spec.hostPID" },
  { what: "a node past the scheduler", spec: templated({ nodeName: "control-1" }), says: "podTemplate.spec.nodeName" },
  {
    what: "the node's files",
    spec: templated({ volumes: [{ name: "a", hostPath: { path: "/" } }] }),
    says: "volumes[0].hostPath",
  },
  { what: "a privileged container", spec: of({ securityContext: { privileged: true } }), says: "securityContext" },
  { what: "another command", spec: of({ command: ["sh"] }), says: "containers[0].command" },
  {
    what: "a mount over the agent",
    spec: of({ volumeMounts: [{ name: "a", mountPath: "/tmp/../macrosweep" }] }),
    says: "volumeMounts[0].mountPath",
  },
  { what: "somebody else's account", spec: placed({ serviceAccountName: "default" }), says: "serviceAccountName" },
  { what: "the system's priority", spec: placed({ priorityClassName: "system-node-critical" }), says: "priorityClass" },
];
