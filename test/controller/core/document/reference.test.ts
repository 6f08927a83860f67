import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { jsonSchema } from "../../../../src/controller/core/document/reference/jsonSchema.ts";
import type { Node, ObjectNode } from "../../../../src/controller/core/document/reference/node.ts";
import { page } from "../../../../src/controller/core/document/reference/page.ts";
import { sweepDocument } from "../../../../src/controller/core/document/reference/sweepDocument.ts";
import { readPlaced } from "../../../../src/controller/core/document/spec.ts";

const root = join(import.meta.dirname, "../../../..");

type Path = readonly (string | number)[];
type Mutable = Record<string | number, unknown>;

/** A document in which everything has room. */
function base(): Mutable {
  return {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "beats" },
    spec: {
      parameters: [
        { name: "x", type: "float", min: 0, max: 1 },
        { name: "c", type: "categorical", values: ["a", "b"] },
      ],
      budget: { trials: 1000, epochsPerTrial: 1000, totalEpochs: 900_000 },
      confirm: { top: 2, seeds: 2 },
      trainer: { command: ["train"] },
    },
  };
}

/** The document with this value at this place; undefined: without it. */
function withAt(document: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(document) ? [...document] : { ...(document as object) }) as Mutable;
  const below = rest.length === 0 ? value : withAt(copy[key] ?? (typeof rest[0] === "number" ? [] : {}), rest, value);
  if (below === undefined) delete copy[key];
  else copy[key] = below;
  return copy;
}

function linesOf(document: unknown): string[] {
  try {
    readPlaced(document);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}

function spoken(path: Path): string {
  return path
    .map((step, i) => (typeof step === "number" ? `[${step}]` : `${i === 0 ? "" : "."}${step}`))
    .join("")
    .replace(/^(apiVersion|kind|status)/, "document.$1");
}

/** What is said of this place and of what lies below it. */
function saidOf(document: unknown, path: Path): string[] {
  const at = spoken(path);
  return linesOf(document).filter((line) => new RegExp(`^${at.replace(/[[\].]/g, "\\$&")}[.:[]`).test(line));
}

interface Placed {
  readonly node: ObjectNode;
  readonly path: Path;
  /** With the object's example in its place. */
  readonly document: unknown;
}

/** Every object that is described, at a place where it can stand. */
function* placed(node: Node, path: Path, document: unknown): Generator<Placed> {
  switch (node.kind) {
    case "object": {
      // The document and its spec have their example in the base.
      const own = Object.keys(node.example as object).length === 0 ? document : withAt(document, path, node.example);
      yield { node, path, document: own };
      for (const [key, child] of Object.entries(node.keys)) yield* placed(child, [...path, key], own);
      return;
    }
    case "variants":
      for (const variant of node.variants) yield* placed(variant, path, document);
      return;
    case "list":
      yield* placed(node.item, [...path, 0], document);
      return;
    case "map":
      yield* placed(node.value, [...path, "own"], document);
      return;
    case "any":
      for (const one of node.of ?? []) yield* placed(one, path, document);
  }
}

const objects = [...placed(sweepDocument, [], base())].filter(
  ({ node, path }) => !node.open && !(path.length === 0 || path.includes("prior")),
);
const titled = objects.map((one) => ({ ...one, title: `${one.node.title} at ${spoken(one.path)}` }));
const keys = titled.flatMap(({ node, path, document, title }) =>
  Object.entries(node.keys).map(([key, child]) => ({ title: `${title}, ${key}`, child, at: [...path, key], document })),
);

describe("the description and the readers agree", () => {
  it("about many objects and keys", () => {
    expect(titled.length).toBeGreaterThan(30);
    expect(keys.length).toBeGreaterThan(150);
  });

  it.each(titled)("that the example is valid: $title", ({ path, document }) => {
    expect(saidOf(document, path.length === 0 ? ["spec"] : path)).toEqual([]);
  });

  it.each(titled)("which keys there are: $title", ({ node, path, document }) => {
    const line = linesOf(withAt(document, [...path, "zzz"], 1)).find((one) => one.includes(".zzz: unknown key"));
    const read = /known here: (.*?)(; did|$)/.exec(line ?? "")?.[1]?.split(", ") ?? [];
    const siblings = objects
      .filter(({ path: other }) => spoken(other) === spoken(path))
      .flatMap((one) => Object.keys(one.node.keys));
    expect(Object.keys(node.keys).filter((key) => !read.includes(key))).toEqual([]);
    expect(read.filter((key) => !siblings.includes(key))).toEqual([]);
  });

  it.each(keys)("that the example of the key is valid: $title", ({ child, at, document }) => {
    expect(saidOf(withAt(document, at, child.example), at)).toEqual([]);
  });

  it.each(keys.filter(({ child }) => child.required))("that it must be there: $title", ({ at, document }) => {
    expect(linesOf(withAt(document, at, undefined)).length).toBeGreaterThan(0);
  });

  it.each(keys.filter(({ child, at }) => child.default !== undefined && !at.includes("limits")))(
    "what it is where it is left out: $title",
    ({ child, at, document }) => {
      const without = withAt(document, at, undefined);
      expect(readPlaced(withAt(document, at, child.default))).toEqual(readPlaced(without));
    },
  );

  const ranged = keys.flatMap(({ title, child, at, document }) => {
    return child.kind === "integer" || child.kind === "number" ? [{ title, child, at, document }] : [];
  });

  it.each(ranged)("where its range ends: $title", ({ child, at, document }) => {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = child;
    const step = child.kind === "integer" ? 1 : 1e-6;
    const bad = [min - step, max + (max > 1e15 ? 2 : step), "text", ...(child.kind === "integer" ? [0.5] : [])];
    for (const value of bad.filter((one) => typeof one !== "number" || Number.isFinite(one))) {
      expect([value, saidOf(withAt(document, at, value), at.slice(0, -1)).length > 0]).toEqual([value, true]);
    }
    const good = [min, max].filter((one) => Number.isFinite(one) && Math.abs(one) < 1e15);
    for (const value of good) {
      const said = saidOf(withAt(document, at, value), at).filter((line) =>
        /must be a (whole )?number|must be finite/.test(line),
      );
      expect(said.filter((line) => !/from [01] to 1000$/.test(line))).toEqual([]);
    }
  });

  it.each(keys.filter(({ child }) => child.kind === "choice"))(
    "what may be chosen: $title",
    ({ child, at, document }) => {
      const choices = child.kind === "choice" ? child.choices : [];
      expect(saidOf(withAt(document, at, "zzz"), at).length).toBeGreaterThan(0);
      const said = choices.flatMap((one) =>
        saidOf(withAt(document, at, one), at).filter((line) => line.includes('must be "')),
      );
      expect(said).toEqual([]);
    },
  );
});

describe("what is made of it", () => {
  const validate = new Ajv2020({ allowUnionTypes: true, strict: false }).compile(jsonSchema());

  it("is the page and the schema that lie here; npm run reference writes them", () => {
    expect(readFileSync(join(root, "docs/document.md"), "utf8")).toBe(page());
    const schema = JSON.parse(readFileSync(join(root, "schema/sweep.schema.json"), "utf8"));
    expect(schema).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
  });

  const examples = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".yaml"));

  it.each(examples)("takes the example %s, which names it to editors", (name) => {
    const text = readFileSync(join(root, "examples", name), "utf8");
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/schema\/sweep\.schema\.json\n/);
    expect(validate(parse(text)) ? [] : validate.errors).toEqual([]);
  });

  it.each([
    ["a misspelt key", ["spec", "budgt"], {}],
    ["a count out of range", ["spec", "budget", "trials"], 0],
    ["an unknown sampler", ["spec", "sampler"], { name: "tpee" }],
    ["a time without a unit", ["spec", "budget", "wallTime"], "30"],
    ["an unknown type", ["spec", "parameters", 0, "type"], "double"],
  ] as [string, Path, unknown][])("refuses %s in the editor too", (_name, path, value) => {
    expect(validate(base())).toBe(true);
    expect(validate(withAt(base(), path, value))).toBe(false);
  });
});
