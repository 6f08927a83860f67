import { Ajv2020 } from "ajv/dist/2020.js";
import type { Answered, Scene } from "./scene.ts";

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Json>> }>>;
}

/** The OpenAPI document that a controller serves, to hold its answers against. */
export interface Served {
  /** Names of all operations. */
  readonly operations: readonly string[];
  /** What does not fit: the status, the media type, places of the body; empty when all of it does. */
  misfits(operation: string, answered: Answered): string[];
}

/** Reads /openapi.json. A field that the document does not know is a misfit too. */
export async function readServed(scene: Scene): Promise<Served> {
  const document = JSON.parse((await scene.ask("GET", "/openapi.json")).text) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Json };
  };
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictTuples: false, allErrors: true });
  const $defs = redirected(document.components.schemas);
  const operations = new Map(
    Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .map((operation) => [operation.operationId, operation]),
  );

  function check(schema: unknown, body: unknown): string[] {
    const validate = ajv.compile({ ...(redirected(schema) as Json), $defs });
    validate(body);
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `${instancePath} ${message} ${JSON.stringify(params)}`;
    });
  }

  return {
    operations: [...operations.keys()],
    misfits(operation, { status, headers, text }) {
      // What goes wrong stands under "default"; what goes right must be named.
      const { content } = operations.get(operation)?.responses[status < 400 ? String(status) : "default"] ?? {};
      const [media = ""] = (headers.get("content-type") ?? "").split(";");
      const { schema } = content?.[media] ?? {};
      if (schema === undefined) return [`${status} ${media} is not in the document`];
      return bodiesIn(media, text).flatMap((body) => check(schema, body));
    },
  };
}

// Of a stream each part stands for itself.
function bodiesIn(media: string, text: string): unknown[] {
  if (/[/+]json$/.test(media)) return [JSON.parse(text)];
  if (media !== "text/event-stream") return [text];
  const events = text.split("\n\n").filter((block) => block.startsWith("event: sweep"));
  return events.map((block) => JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? ""));
}

// Components stand where a lone schema has them.
function redirected(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node).replaceAll("#/components/schemas/", "#/$defs/"));
}
