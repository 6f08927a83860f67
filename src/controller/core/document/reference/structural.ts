import { rulesOf } from "./crdRules.ts";
import type { Node, ObjectNode } from "./node.ts";

/** A schema as Kubernetes takes it: each place has one type, nothing is unbounded, and no junctor has a type in it. */
export type Structural = Readonly<Record<string, unknown>>;

/** Characters of a text. etcd takes objects of 1.5 MiB as a whole. */
const LONGEST_TEXT = 65_536;
const LONGEST_NAME = 253;
const LONGEST_PATTERN = 64;
const MOST_KEYS = 256;

// What may be of several types has none here: the controller checks it and tells what is wrong with it in a condition.
const FREE: Structural = { "x-kubernetes-preserve-unknown-fields": true };

/** The structural schema of a place. `path`: such as `spec.parameters[]`, for what only rules can say. */
export function structural(node: Node, path: string): Structural {
  const rules = rulesOf(node, path);
  return {
    ...(node.what === "" ? {} : { description: node.what }),
    ...typeOf(node, path),
    ...(node.default === undefined ? {} : { default: node.default }),
    ...(rules.length === 0 ? {} : { "x-kubernetes-validations": rules }),
  };
}

function typeOf(node: Node, path: string): Structural {
  switch (node.kind) {
    case "integer":
      return { type: "integer", format: "int64", minimum: node.min, maximum: node.max };
    case "number":
      return {
        type: "number",
        ...(node.min === undefined ? {} : { minimum: node.min }),
        ...(node.max === undefined ? {} : { maximum: node.max }),
      };
    case "text":
      return node.pattern === undefined
        ? { type: "string", maxLength: LONGEST_TEXT }
        : { type: "string", maxLength: LONGEST_PATTERN, pattern: node.pattern };
    case "duration":
      return {
        type: "string",
        maxLength: LONGEST_PATTERN,
        pattern: "^(\\d+(\\.\\d+)?d)?(\\d+(\\.\\d+)?h)?(\\d+(\\.\\d+)?m)?(\\d+(\\.\\d+)?s)?(\\d+ms)?$",
      };
    case "size":
      return { type: "string", maxLength: LONGEST_PATTERN, pattern: "^\\d+(\\.\\d+)? ?([KMGT]i?)?B$" };
    case "flag":
      return { type: "boolean" };
    case "choice":
      return { type: "string", maxLength: LONGEST_NAME, enum: [...node.choices] };
    case "any":
      return anyOf(node, path);
    case "list":
      return { type: "array", items: structural(node.item, `${path}[]`), minItems: node.min, maxItems: node.max };
    case "map":
      return { type: "object", additionalProperties: structural(node.value, `${path}{}`), maxProperties: MOST_KEYS };
    case "object":
      return objectOf(node, path);
    case "variants":
      return merged(node.variants, path);
  }
}

// In a cluster a list of parameters is written out: a list and an object have no type in common.
function anyOf(node: Extract<Node, { kind: "any" }>, path: string): Structural {
  const list = path === "spec.parameters" ? node.of?.find(({ kind }) => kind === "list") : undefined;
  return list === undefined ? FREE : typeOf(list, path);
}

function objectOf({ keys }: ObjectNode, path: string): Structural {
  const entries = Object.entries(keys);
  const required = entries.filter(([, node]) => node.required).map(([key]) => key);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([key, node]) => [key, structural(node, `${path}.${key}`)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** One object with the keys of all. Which of them go together rules say (`rulesOf`). */
function merged(variants: readonly ObjectNode[], path: string): Structural {
  const names = [...new Set(variants.flatMap(({ keys }) => Object.keys(keys)))];
  const properties = names.map((name) => {
    const nodes = variants.flatMap(({ keys }) => keys[name] ?? []);
    return [name, mergedKey(nodes, nodes.length === variants.length, `${path}.${name}`)] as const;
  });
  const required = names.filter((name) => variants.every(({ keys }) => keys[name]?.required));
  return { type: "object", properties: Object.fromEntries(properties), ...(required.length === 0 ? {} : { required }) };
}

/** `everywhere`: in all variants. Elsewhere a default would put a key where it does not belong. */
function mergedKey(nodes: readonly Node[], everywhere: boolean, path: string): Structural {
  const schemas = nodes.map((node) => structural(node, path));
  const [first = FREE] = schemas;
  const types = new Set(schemas.map(({ type }) => type));
  const { default: fallback, ...rest } = first;
  const isSame = schemas.every((schema) => JSON.stringify(schema.default) === JSON.stringify(fallback));
  const kept = everywhere && isSame && fallback !== undefined ? { default: fallback } : {};
  if (types.size > 1 && [...types].every((type) => type === "number" || type === "integer"))
    return { ...describedBy(first), type: "number", ...kept };
  if (types.size > 1) return { ...describedBy(first), ...FREE };
  const enums = schemas.flatMap((schema) => (Array.isArray(schema.enum) ? schema.enum : []));
  const { minimum, maximum, ...open } = rest;
  const low = schemas.every((schema) => schema.minimum !== undefined)
    ? { minimum: Math.min(...schemas.map((schema) => Number(schema.minimum))) }
    : {};
  const high = schemas.every((schema) => schema.maximum !== undefined)
    ? { maximum: Math.max(...schemas.map((schema) => Number(schema.maximum))) }
    : {};
  return { ...open, ...low, ...high, ...(enums.length === 0 ? {} : { enum: [...new Set(enums)] }), ...kept };
}

function describedBy({ description }: Structural): Structural {
  return description === undefined ? {} : { description };
}
