import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchema } from "../src/controller/core/document/reference/jsonSchema.ts";
import { page } from "../src/controller/core/document/reference/page.ts";

// Writes what is made of the description of the document: docs/document.md and schema/sweep.schema.json.

const root = join(import.meta.dirname, "..");
mkdirSync(join(root, "schema"), { recursive: true });
mkdirSync(join(root, "docs"), { recursive: true });
writeFileSync(join(root, "schema/sweep.schema.json"), `${JSON.stringify(jsonSchema(), null, 2)}\n`);
writeFileSync(join(root, "docs/document.md"), page());
