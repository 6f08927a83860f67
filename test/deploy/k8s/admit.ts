import { evaluate } from "@marcbachmann/cel-js";
import { Ajv2020 } from "ajv/dist/2020.js";

/** A schema of a CustomResourceDefinition. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly "x-kubernetes-preserve-unknown-fields"?: true;
  readonly "x-kubernetes-validations"?: readonly { readonly rule: string; readonly message: string }[];
}

const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  useDefaults: true,
  formats: { int64: true, "date-time": true },
});

/**
 * What an API server says against a resource (with strict field validation, as kubectl asks for): unknown fields, the schema, then its rules, those with
 * `oldSelf` only where there is a resource before. Fills in defaults, in place.
 */
export function admit(schema: Schema, resource: unknown, before?: unknown): string[] {
  const unknown = [...unknownFields(schema, resource, "")];
  const validate = ajv.compile(schema);
  const isValid = validate(resource);
  const faults = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  return [...unknown, ...faults, ...(isValid ? broken(schema, resource, before, "") : [])];
}

function* unknownFields(schema: Schema, value: unknown, path: string): Generator<string> {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* unknownFields(schema.items ?? {}, item, `${path}[${index}]`);
  else if (typeof value === "object" && value !== null && schema.type === "object") {
    for (const [key, child] of Object.entries(value)) {
      const below = schema.properties?.[key] ?? schema.additionalProperties;
      // What the server itself writes into metadata is known to it.
      if (below !== undefined) yield* unknownFields(below, child, `${path}.${key}`);
      else if (path !== ".metadata") yield `${path}.${key}: unknown field`;
    }
  }
}

function* broken(schema: Schema, self: unknown, oldSelf: unknown, path: string): Generator<string> {
  for (const { rule, message } of schema["x-kubernetes-validations"] ?? []) {
    const isOfChange = rule.includes("oldSelf");
    if (isOfChange && oldSelf === undefined) continue;
    if (evaluate(rule, { self, oldSelf: oldSelf ?? null }) !== true) yield `${path}: ${message}`;
  }
  if (Array.isArray(self))
    for (const [index, item] of self.entries()) yield* broken(schema.items ?? {}, item, undefined, `${path}[${index}]`);
  else if (typeof self === "object" && self !== null) {
    for (const [key, child] of Object.entries(self)) {
      const below = schema.properties?.[key] ?? schema.additionalProperties ?? {};
      yield* broken(below, child, (oldSelf as Record<string, unknown> | undefined)?.[key], `${path}.${key}`);
    }
  }
}
