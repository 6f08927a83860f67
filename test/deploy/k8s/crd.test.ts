import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { crd } from "../../../src/controller/core/document/reference/crd.ts";
import { readDocument } from "../../../src/controller/core/document/spec.ts";
import { admit, type Schema } from "./admit.ts";

const root = join(import.meta.dirname, "../../..");
const file = parse(readFileSync(join(root, "deploy/k8s/components/crd/sweeps.yaml"), "utf8"));
const schema: Schema = file.spec.versions[0].schema.openAPIV3Schema;

type Fields = Record<string, unknown>;

interface Spec extends Fields {
  readonly objective: Fields;
  readonly parameters: [Fields, Fields, ...Fields[]];
  readonly budget: Fields;
  readonly trainer: Fields;
}

/** A document to change, whatever comes of it. */
interface Mutable extends Fields {
  readonly metadata: Fields;
  readonly spec: Spec;
}

function base(): Mutable {
  return {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "beats" },
    spec: {
      objective: { metric: "macroF1", direction: "maximize" },
      parameters: [
        { name: "lr", type: "float", min: 0.001, max: 1, scale: "log" },
        { name: "loss", type: "categorical", values: ["a", "b"] },
      ],
      budget: { trials: 10, epochsPerTrial: 9, totalEpochs: 90 },
      trainer: { command: ["train"] },
    },
  };
}

/** The base with something done to it. */
function changed(change: (document: Mutable) => void): Mutable {
  const document = base();
  change(document);
  return document;
}

it("the file is what the description of the document makes; npm run reference writes it", () => {
  expect(file).toEqual(JSON.parse(JSON.stringify(crd())));
});

const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;

it.skipIf(!hasKubectl)(`kubectl renders its folder${hasKubectl ? "" : " (this machine has no kubectl)"}`, () => {
  const { stdout } = spawnSync("kubectl", ["kustomize", join(root, "deploy/k8s/components/crd")], { encoding: "utf8" });
  expect(parse(stdout)).toEqual(file);
});

describe("the definition", () => {
  it("has the name, short name, category, columns and status of sweeps", () => {
    expect(file.metadata.name).toBe("sweeps.macrosweep.dev");
    expect(file.spec.names).toMatchObject({
      kind: "Sweep",
      plural: "sweeps",
      shortNames: ["sw"],
      categories: ["macrosweep"],
    });
    expect(file.spec.versions[0].subresources).toEqual({ status: {} });
    expect(file.spec.versions[0].additionalPrinterColumns.map(({ name }: { name: string }) => name)).toEqual([
      "Phase",
      "Best",
      "Done",
      "Running",
      "Pruned",
      "Waits-For",
      "Age",
    ]);
  });

  it("has columns that its status has", () => {
    for (const { jsonPath } of file.spec.versions[0].additionalPrinterColumns.slice(0, -1)) {
      const keys = jsonPath.split(".").slice(1);
      const found = keys.reduce((at: Schema | undefined, key: string) => at?.properties?.[key], schema);
      expect([jsonPath, found?.type]).toEqual([jsonPath, expect.any(String)]);
    }
  });
});

/** Every place of a schema. */
function* places(at: Schema, path = ""): Generator<readonly [string, Schema]> {
  yield [path, at];
  for (const [key, child] of Object.entries(at.properties ?? {})) yield* places(child, `${path}.${key}`);
  if (at.additionalProperties !== undefined) yield* places(at.additionalProperties, `${path}{}`);
  if (at.items !== undefined) yield* places(at.items, `${path}[]`);
}

const all = [...places(schema)];

describe("the schema is structural: ", () => {
  const where = (is: (at: Schema) => boolean) => all.filter(([, at]) => is(at)).map(([path]) => path);

  it("there are many places", () => expect(all.length).toBeGreaterThan(150));

  it("each has a type, or keeps what it does not know", () => {
    expect(where((at) => at.type === undefined && !at["x-kubernetes-preserve-unknown-fields"])).toEqual([]);
  });

  it("none has keys of its own beside keys of the user, a junctor, a reference or a closed door", () => {
    const forbidden = [
      "anyOf",
      "oneOf",
      "allOf",
      "not",
      "$ref",
      "definitions",
      "title",
      "examples",
      "const",
      "$schema",
    ];
    expect(where((at) => at.properties !== undefined && at.additionalProperties !== undefined)).toEqual([]);
    expect(where((at) => forbidden.some((key) => key in at))).toEqual([]);
    expect(where((at) => typeof at.additionalProperties === "boolean")).toEqual([]);
  });

  it("every list, map and text is bounded", () => {
    expect(where((at) => at.type === "array" && (at.maxItems === undefined || at.items === undefined))).toEqual([]);
    expect(where((at) => at.additionalProperties !== undefined && at.maxProperties === undefined)).toEqual([]);
    // Kubernetes' own.
    const own = [".apiVersion", ".kind"];
    expect(
      where((at) => at.type === "string" && at.maxLength === undefined).filter((path) => !own.includes(path)),
    ).toEqual([]);
  });

  it("every default is valid where it stands", () => {
    for (const [path, at] of all.filter(([, each]) => each.default !== undefined)) {
      expect([path, admit(at, structuredClone(at.default))]).toEqual([path, []]);
    }
  });

  it("every rule names only places that have a type, which the server asks for", () => {
    for (const [path, at] of all) {
      const named = (at["x-kubernetes-validations"] ?? []).flatMap(({ rule }) => [
        ...rule.matchAll(/(?:self|oldSelf)\.(\w+)(?!\w*\()/g),
      ]);
      const free = named
        .map(([, key = ""]) => key)
        .filter((key) => !["all", "exists_one"].includes(key) && at.properties?.[key]?.type === undefined);
      expect([path, free]).toEqual([path, []]);
    }
  });
});

describe("the server takes", () => {
  const examples = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".yaml"));
  const read = (name: string, version: "1.1" | "1.2") =>
    parse(readFileSync(join(root, "examples", name), "utf8"), { version });
  const documents = examples.map((name) => ({ name, document: read(name, "1.2") }));
  const written = documents.filter(({ document }) => Array.isArray(document.spec.parameters));

  it("most of the examples; a preset must be written out in a cluster", () => {
    expect(written.length).toBeGreaterThan(4);
    const presets = documents.filter(({ document }) => !Array.isArray(document.spec.parameters));
    for (const { document } of presets) expect(admit(schema, document)).toEqual(["/spec/parameters: must be array"]);
  });

  it.each(written)("the example $name as it is written: kubectl reads YAML 1.1, where N is false", (example) => {
    expect(read(example.name, "1.1")).toEqual(example.document);
  });

  it.each(written)("the example $name, and means the same with the defaults that it fills in", ({ document }) => {
    const before = readDocument(structuredClone(document));
    expect(admit(schema, document)).toEqual([]);
    expect(readDocument(document)).toEqual(before);
  });

  it("what only grows, and other searchers", () => {
    const grown = changed(({ spec }) => {
      const budget = { trials: 20, epochsPerTrial: 9, totalEpochs: 180, parallel: 4 };
      Object.assign(spec, { budget, pruner: { name: "median", startupTrials: 3 } });
    });
    expect(admit(schema, grown, admitted())).toEqual([]);
  });
});

/** The base as the server keeps it. */
function admitted(): Mutable {
  const document = base();
  expect(admit(schema, document)).toEqual([]);
  return document;
}

describe("the server refuses", () => {
  it.each<[string, (document: Mutable) => void, string]>([
    ["a misspelt key", ({ spec }) => Object.assign(spec, { budgt: {} }), ".spec.budgt: unknown field"],
    [
      "a misspelt key further in",
      ({ spec }) => Object.assign(spec.budget, { trails: 1 }),
      ".spec.budget.trails: unknown field",
    ],
    ["no spec", (document) => Reflect.deleteProperty(document, "spec"), "must have required property 'spec'"],
    ["no budget", ({ spec }) => Reflect.deleteProperty(spec, "budget"), "must have required property 'budget'"],
    ["no trials", ({ spec }) => Reflect.deleteProperty(spec.budget, "trials"), "must have required property 'trials'"],
    ["no trainer", ({ spec }) => Reflect.deleteProperty(spec, "trainer"), "must have required property 'trainer'"],
    ["a name that is none", ({ metadata }) => Object.assign(metadata, { name: "Beats" }), "/metadata/name"],
    ["a name with a command in it", ({ metadata }) => Object.assign(metadata, { name: "a;rm -rf" }), "/metadata/name"],
    ["a name that is too long", ({ metadata }) => Object.assign(metadata, { name: "b".repeat(64) }), "/metadata/name"],
    [
      "a parameter's name with a placeholder",
      ({ spec }) => Object.assign(spec.parameters[0], { name: "{{ x }}" }),
      "/spec/parameters/0/name",
    ],
    [
      "a parameter's name without end",
      ({ spec }) => Object.assign(spec.parameters[0], { name: "x".repeat(65) }),
      "/spec/parameters/0/name",
    ],
    [
      "two parameters of one name",
      ({ spec }) => Object.assign(spec.parameters[1], { name: "lr" }),
      "names of parameters must differ",
    ],
    ["no parameters", ({ spec }) => Object.assign(spec, { parameters: [] }), "fewer than 1"],
    [
      "65 parameters",
      ({ spec }) => Object.assign(spec, { parameters: Array(65).fill(spec.parameters[0]) }),
      "more than 64",
    ],
    ["min above max", ({ spec }) => Object.assign(spec.parameters[0], { min: 2 }), "min must be below max"],
    ["min equal to max", ({ spec }) => Object.assign(spec.parameters[0], { min: 1 }), "min must be below max"],
    ["a log of 0", ({ spec }) => Object.assign(spec.parameters[0], { min: 0 }), "scale log needs a min above 0"],
    ["a log of less", ({ spec }) => Object.assign(spec.parameters[0], { min: -1 }), "scale log needs a min above 0"],
    ["a float without max", ({ spec }) => Reflect.deleteProperty(spec.parameters[0], "max"), "needs min and max"],
    ["an unknown type", ({ spec }) => Object.assign(spec.parameters[0], { type: "double" }), "/spec/parameters/0/type"],
    ["an unknown scale", ({ spec }) => Object.assign(spec.parameters[0], { scale: "ln" }), "/spec/parameters/0/scale"],
    [
      "a choice with a range",
      ({ spec }) => Object.assign(spec.parameters[1], { min: 0 }),
      "min goes with type float, int",
    ],
    [
      "a choice without end",
      ({ spec }) => Object.assign(spec.parameters[1], { values: Array(257).fill(1) }),
      "more than 256",
    ],
    [
      "sigma of 0",
      ({ spec }) => Object.assign(spec.parameters[0], { distribution: "normal", mu: 0, sigma: 0 }),
      "a sigma above 0",
    ],
    [
      "a normal int",
      ({ spec }) => Object.assign(spec.parameters[0], { type: "int", distribution: "normal", mu: 0, sigma: 1 }),
      "an int has no distribution",
    ],
    ["an unknown sampler", ({ spec }) => Object.assign(spec, { sampler: { name: "pbt" } }), "/spec/sampler/name"],
    [
      "points of random search",
      ({ spec }) => Object.assign(spec, { sampler: { name: "random", points: 3 } }),
      "points goes with name grid",
    ],
    ["a seed below 0", ({ spec }) => Object.assign(spec, { sampler: { name: "tpe", seed: -1 } }), "/spec/sampler/seed"],
    ["rungs of median", ({ spec }) => Object.assign(spec, { pruner: { name: "median", rungs: [1] } }), "rungs"],
    [
      "a percentile above 100",
      ({ spec }) => Object.assign(spec, { pruner: { name: "percentile", percentile: 101 } }),
      "/spec/pruner/percentile",
    ],
    ["0 trials", ({ spec }) => Object.assign(spec.budget, { trials: 0 }), "/spec/budget/trials"],
    ["half a trial", ({ spec }) => Object.assign(spec.budget, { trials: 1.5 }), "/spec/budget/trials"],
    ["trials in words", ({ spec }) => Object.assign(spec.budget, { trials: "ten" }), "/spec/budget/trials"],
    [
      "fewer epochs than one training",
      ({ spec }) => Object.assign(spec.budget, { totalEpochs: 3 }),
      "totalEpochs must be at least",
    ],
    ["a time without a unit", ({ spec }) => Object.assign(spec.budget, { wallTime: "30" }), "/spec/budget/wallTime"],
    ["both trainers", ({ spec }) => Object.assign(spec.trainer, { data: "x.csv" }), "either a command, or data"],
    ["neither trainer", ({ spec }) => Object.assign(spec, { trainer: {} }), "either a command, or data"],
    ["an empty command", ({ spec }) => Object.assign(spec.trainer, { command: [] }), "fewer than 1"],
    [
      "two places of reports",
      ({ spec }) => Object.assign(spec.trainer, { reports: { file: "a", tensorboard: "b", value: "c" } }),
      "a file or in a TensorBoard",
    ],
    [
      "a text of 64 KiB and more",
      ({ spec }) => Object.assign(spec.trainer, { command: ["x".repeat(65_537)] }),
      "more than 65536",
    ],
    [
      "a constraint on nothing",
      ({ spec }) => Object.assign(spec, { constraints: [{ metric: "recall:V" }] }),
      "needs a min or a max",
    ],
    [
      "a baseline without confirmation",
      ({ spec }) => Object.assign(spec, { baseline: { params: { lr: 1 } } }),
      "baseline needs confirm",
    ],
    ["one finalist", ({ spec }) => Object.assign(spec, { confirm: { top: 1 } }), "/spec/confirm/top"],
    [
      "1001 configurations first",
      ({ spec }) => Object.assign(spec, { enqueue: Array(1001).fill({}) }),
      "more than 1000",
    ],
    ["another aim", ({ spec }) => Object.assign(spec.objective, { direction: "up" }), "/spec/objective/direction"],
    [
      "a status that is forged beyond its bounds",
      (document) => Object.assign(document, { status: { top: Array(11).fill({}) } }),
      "more than 10",
    ],
  ])("%s", (_what, change, complaint) => {
    expect(admit(schema, changed(change)).join("\n")).toContain(complaint);
  });

  it.each<[string, (document: Mutable) => void, string]>([
    [
      "another metric",
      ({ spec }) => Object.assign(spec.objective, { metric: "accuracy" }),
      "metric and direction cannot change",
    ],
    [
      "the other direction",
      ({ spec }) => Object.assign(spec.objective, { direction: "minimize" }),
      "metric and direction cannot change",
    ],
    ["another range", ({ spec }) => Object.assign(spec.parameters[0], { max: 2 }), "parameters cannot change"],
    [
      "one parameter more",
      ({ spec }) => spec.parameters.push({ name: "z", type: "int", min: 1, max: 2 }),
      "parameters cannot change",
    ],
    ["fewer trials", ({ spec }) => Object.assign(spec.budget, { trials: 9 }), "trials can only grow"],
    [
      "longer trainings",
      ({ spec }) => Object.assign(spec.budget, { epochsPerTrial: 10 }),
      "epochsPerTrial cannot change",
    ],
    ["fewer epochs", ({ spec }) => Object.assign(spec.budget, { totalEpochs: 89 }), "totalEpochs can only grow"],
    ["a new bound on GPU-hours", ({ spec }) => Object.assign(spec.budget, { gpuHours: 1 }), "gpuHours can only grow"],
  ])("an edit to %s", (_what, change, complaint) => {
    expect(admit(schema, changed(change), admitted()).join("\n")).toContain(complaint);
  });
});
