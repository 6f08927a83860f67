import type { Node, ObjectNode } from "./node.ts";
import { sweepDocument } from "./sweepDocument.ts";

type Schema = Readonly<Record<string, unknown>>;

/** The JSON Schema (2020-12) of a sweep document, for editors. It is looser than the readers: what one key demands of another it does not say. */
export function jsonSchema(): Schema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A sweep of macrosweep",
    ...schemaOf(sweepDocument),
  };
}

function schemaOf(node: Node): Schema {
  return { ...typeOf(node), ...described(node) };
}

function described({ what, default: fallback }: Node): Schema {
  return { ...(what === "" ? {} : { description: what }), ...(fallback === undefined ? {} : { default: fallback }) };
}

// A number that stands where a text is meant is that text: `--epochs`, `27`.
const TEXT_OR_NUMBER = ["string", "number", "boolean"];

function typeOf(node: Node): Schema {
  switch (node.kind) {
    case "integer":
      return { type: "integer", ...range(node) };
    case "number":
      return { type: "number", ...range(node) };
    case "text":
      return node.pattern === undefined ? { type: TEXT_OR_NUMBER } : { type: "string", pattern: node.pattern };
    case "duration":
      return {
        type: "string",
        pattern: "^(\\d+(\\.\\d+)?d)?(\\d+(\\.\\d+)?h)?(\\d+(\\.\\d+)?m)?(\\d+(\\.\\d+)?s)?(\\d+ms)?$",
      };
    case "size":
      return { type: "string", pattern: "^\\d+(\\.\\d+)? ?([KMGT]i?)?B$" };
    case "flag":
      return { type: "boolean" };
    case "choice":
      return { enum: node.choices };
    case "any":
      return node.of === undefined ? {} : { anyOf: node.of.map(schemaOf) };
    case "list":
      return { type: "array", items: schemaOf(node.item), minItems: node.min, maxItems: node.max };
    case "map":
      return { type: "object", additionalProperties: schemaOf(node.value) };
    case "object":
      return objectSchema(node);
    case "variants":
      return { anyOf: node.variants.map(schemaOf) };
  }
}

function range({ min, max }: { readonly min?: number; readonly max?: number }): Schema {
  return { ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) };
}

function objectSchema({ title, keys, open }: ObjectNode): Schema {
  const required = Object.keys(keys).filter((key) => keys[key]?.required);
  return {
    title,
    type: "object",
    properties: Object.fromEntries(Object.entries(keys).map(([key, node]) => [key, schemaOf(node)])),
    ...(required.length === 0 ? {} : { required }),
    ...(open ? {} : { additionalProperties: false }),
  };
}
