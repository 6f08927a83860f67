import type { Node, ObjectNode } from "./node.ts";

/** A rule of Kubernetes' expression language (CEL) over `self`, and `oldSelf` where it is about a change. */
export interface Rule {
  readonly rule: string;
  readonly message: string;
}

/** What a schema cannot say of a place: what of it must fit together, and what an edit may not change. */
export function rulesOf(node: Node, path: string): readonly Rule[] {
  const own = RULES[path] ?? [];
  return node.kind === "variants" ? [...own, ...belonging(node.variants)] : own;
}

const grows = (key: string): Rule => ({
  rule: `!has(self.${key}) || (has(oldSelf.${key}) && self.${key} >= oldSelf.${key})`,
  message: `${key} can only grow`,
});

// Of what has no type here (values, conditions) rules can say nothing: the controller does, in a condition.
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  spec: [{ rule: "!has(self.baseline) || has(self.confirm)", message: "baseline needs confirm" }],
  "spec.objective": [
    {
      rule: "self.metric == oldSelf.metric && has(self.direction) == has(oldSelf.direction) && (!has(self.direction) || self.direction == oldSelf.direction)",
      message: "metric and direction cannot change: trials would mean something else",
    },
  ],
  "spec.parameters": [
    { rule: "self.all(p, self.exists_one(q, q.name == p.name))", message: "names of parameters must differ" },
    { rule: "self == oldSelf", message: "parameters cannot change: trials would mean something else" },
  ],
  "spec.parameters[]": [
    { rule: "!has(self.min) || !has(self.max) || self.min < self.max", message: "min must be below max" },
    {
      rule: "!has(self.scale) || self.scale != 'log' || (has(self.min) && self.min > 0.0)",
      message: "scale log needs a min above 0",
    },
    {
      rule: "self.type == 'categorical' || has(self.distribution) || (has(self.min) && has(self.max))",
      message: "a float or an int needs min and max, or a float a distribution",
    },
    {
      rule: "!has(self.distribution) || (has(self.mu) && has(self.sigma) && self.sigma > 0.0)",
      message: "a distribution needs mu, and a sigma above 0",
    },
    { rule: "self.type != 'int' || !has(self.distribution)", message: "an int has no distribution" },
  ],
  "spec.budget": [
    { rule: "self.trials >= oldSelf.trials", message: "trials can only grow" },
    {
      rule: "self.epochsPerTrial == oldSelf.epochsPerTrial",
      message: "epochsPerTrial cannot change: trials would mean something else",
    },
    {
      rule: "!has(self.totalEpochs) || self.totalEpochs >= self.epochsPerTrial",
      message: "totalEpochs must be at least epochsPerTrial",
    },
    grows("totalEpochs"),
    grows("gpuHours"),
  ],
  "spec.constraints[]": [{ rule: "has(self.min) || has(self.max)", message: "a constraint needs a min or a max" }],
  "spec.placement.volumes[]": [
    { rule: "has(self.claim) != has(self.configMap)", message: "either a claim or a configMap" },
  ],
  "spec.placement.tolerations[]": [
    { rule: "has(self.key) || self.operator == 'Exists'", message: "only the operator Exists goes without a key" },
    { rule: "!has(self.value) || self.operator != 'Exists'", message: "a value goes with the operator Equal" },
  ],
  "spec.trainer": [
    { rule: "has(self.command) != has(self.data)", message: "either a command, or data for the bundled trainer" },
  ],
  "spec.trainer.reports": [
    {
      rule: "!has(self.file) || !has(self.tensorboard)",
      message: "reports stand in a file or in a TensorBoard folder",
    },
  ],
};

/** Which keys go with which variant, where a key such as `name` tells them apart. */
function belonging(variants: readonly ObjectNode[]): Rule[] {
  const teller = Object.keys(variants[0]?.keys ?? {}).find((key) => variants.every(({ keys }) => isTeller(keys[key])));
  if (teller === undefined) return [];
  const names = [...new Set(variants.flatMap(({ keys }) => Object.keys(keys)))];
  return names.flatMap((name) => {
    const owners = variants.filter(({ keys }) => name in keys);
    const values = [...new Set(owners.map(({ keys }) => choiceOf(keys[teller])))];
    if (owners.length === variants.length || isFree(owners[0]?.keys[name])) return [];
    const list = values.map((value) => `'${value}'`).join(", ");
    return [
      {
        rule: `!has(self.${name}) || self.${teller} in [${list}]`,
        message: `${name} goes with ${teller} ${values.join(", ")}`,
      },
    ];
  });
}

function isTeller(node: Node | undefined): boolean {
  return node?.kind === "choice" && node.choices.length === 1 && node.required === true;
}

function choiceOf(node: Node | undefined): string {
  return node?.kind === "choice" ? (node.choices[0] ?? "") : "";
}

// A place without a type cannot be named in a rule, nor a list of such.
function isFree(node: Node | undefined): boolean {
  return (
    node === undefined ||
    node.kind === "any" ||
    ((node.kind === "list" || node.kind === "map") && isFree(node.kind === "list" ? node.item : node.value))
  );
}
