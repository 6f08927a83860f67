import { z } from "zod";
import "../../shapes/problem.ts";
import { documentText, type Route } from "./route.ts";

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of these routes, made of their shapes. */
export function openApiOf(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "macrosweep",
      version,
      description:
        "Sweeps, their trials and agents. Within /api/v1 fields are added, and none is taken away or renamed.",
    },
    paths,
    components: {
      schemas: schemasOf(),
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
    security: [{}, { token: [] }],
  };
}

function operationOf({
  name,
  summary,
  description,
  params,
  query,
  body,
  answer,
  statuses = [200],
  media,
  method,
}: Route): Json {
  const success = { description: summary, content: contentOf(answer, media) };
  return {
    operationId: name,
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [...parametersOf(params, "path"), ...parametersOf(query, "query")],
    ...(method === "POST" && body !== undefined ? { requestBody: bodyOf(body) } : {}),
    responses: {
      ...Object.fromEntries(statuses.map((status) => [status, success])),
      default: {
        description: "What went wrong",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function contentOf(answer: z.ZodType, media: Route["media"] = ["application/json"]): Json {
  return Object.fromEntries(media.map((type) => [type, { schema: schemaOf(answer, "output") }]));
}

function bodyOf(body: z.ZodType): Json {
  const isDocument = body === documentText;
  const schema = isDocument ? { type: "object" } : schemaOf(body, "input");
  const yaml = isDocument ? { "application/yaml": { schema: { type: "string" } } } : {};
  return { required: isDocument, content: { "application/json": { schema }, ...yaml } };
}

function parametersOf(shape: z.ZodType | undefined, where: "path" | "query"): Json[] {
  const { properties = {}, required = [] } = shape === undefined ? {} : schemaOf(shape, "input");
  return Object.entries(properties as Record<string, Json>).map(([name, { description, ...schema }]) => ({
    name,
    in: where,
    required: where === "path" || (required as string[]).includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

/** JSON Schema with references into the components, where every shape with an id stands. */
function schemaOf(shape: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, $defs: __, ...schema } = z.toJSONSchema(shape, { ...SETTINGS, io }) as Json;
  return redirected(schema) as Json;
}

function schemasOf(): Json {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    ...SETTINGS,
    io: "output",
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, redirected(schema)]),
  );
}

const SETTINGS = {
  unrepresentable: "any",
  reused: "inline",
} as const;

// zod puts what has an id into $defs of each document; here they are components of one.
function redirected(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(redirected);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (key === "$ref" && typeof value === "string")
        return [key, value.replace(/^#\/\$defs\//, "#/components/schemas/")];
      return [key, redirected(value)];
    }),
  );
}
