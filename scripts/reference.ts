import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crd } from "../src/controller/core/document/reference/crd.ts";
import { jsonSchema } from "../src/controller/core/document/reference/jsonSchema.ts";
import { page } from "../src/controller/core/document/reference/page.ts";
import { writeYaml } from "../src/yaml/writeYaml.ts";
import { withEvents } from "./eventReference.ts";

// Writes what is made of the description of the document: docs/document.md, schema/sweep.schema.json and the definition for Kubernetes; and in
// docs/events.md what is made of the events' types.

const root = join(import.meta.dirname, "..");
mkdirSync(join(root, "schema"), { recursive: true });
mkdirSync(join(root, "docs"), { recursive: true });
writeFileSync(join(root, "schema/sweep.schema.json"), `${JSON.stringify(jsonSchema(), null, 2)}\n`);
writeFileSync(join(root, "docs/document.md"), page());

const events = join(root, "docs/events.md");
const source = readFileSync(join(root, "src/controller/core/events.ts"), "utf8");
writeFileSync(events, withEvents(readFileSync(events, "utf8"), source));

const definition = join(root, "deploy/k8s/components/crd");
mkdirSync(definition, { recursive: true });
writeFileSync(join(definition, "sweeps.yaml"), writeYaml(crd(), "Made by npm run reference."));
