import type { Node, ObjectNode } from "./node.ts";
import { sweepDocument } from "./sweepDocument.ts";

const INTRO = `# The sweep document

Every key of a sweep document. This page and \`schema/sweep.schema.json\` are written by \`npm run reference\`. An editor with a YAML language server completes and
checks a document that begins with

\`\`\`yaml
# yaml-language-server: $schema=../schema/sweep.schema.json
\`\`\`

\`macrosweep validate FILE\` checks all of it, with every mistake at once. A time is written as \`90s\`, \`1h30m\` or \`1d12h\`, a size as \`512MiB\` or \`2GB\`. In bold: must be there.
`;

/** The text of docs/document.md: a section an object, a row a key. */
export function page(): string {
  return `${INTRO}\n${sections(sweepDocument).join("\n")}`;
}

function sections(root: ObjectNode): string[] {
  const all = new Set<ObjectNode>();
  collect(root, all);
  return [...all].map(section);
}

function collect(node: Node, all: Set<ObjectNode>): void {
  switch (node.kind) {
    case "object":
      if ([...all].some(({ title }) => title === node.title)) return;
      all.add(node);
      for (const child of Object.values(node.keys)) collect(child, all);
      return;
    case "variants":
      for (const variant of node.variants) collect(variant, all);
      return;
    case "list":
      return collect(node.item, all);
    case "map":
      return collect(node.value, all);
    case "any":
      for (const one of node.of ?? []) collect(one, all);
  }
}

function section({ title, what, keys }: ObjectNode): string {
  const rows = Object.entries(keys).map(([key, node]) => {
    const name = node.required ? `**\`${key}\`**` : `\`${key}\``;
    const fallback = node.default === undefined ? "" : code(node.default);
    const example = isEmpty(node.example) ? "" : code(node.example);
    return `| ${name} | ${cell(typeText(node))} | ${fallback} | ${example} | ${cell(node.what)} |`;
  });
  return [
    `## ${heading(title)}`,
    "",
    what,
    "",
    "| key | type and range | default | example | |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

// The examples of what its own section shows.
function isEmpty(example: unknown): boolean {
  return typeof example === "object" && example !== null && Object.keys(example).length === 0;
}

function heading(title: string): string {
  return title[0] === title[0]?.toUpperCase() ? title : `\`${title}\``;
}

function typeText(node: Node): string {
  switch (node.kind) {
    case "integer":
      return `a whole number${limits(node)}`;
    case "number":
      return `a number${limits(node)}`;
    case "text":
      return "a text";
    case "duration":
      return "a time above 0";
    case "size":
      return "a size";
    case "flag":
      return "true or false";
    case "choice":
      return node.choices.map((choice) => `\`${choice}\``).join(", ");
    case "any":
      return [node.types, ...links(node.of ?? [])].join("; ");
    case "list":
      return `a list of ${node.min} to ${count(node.max)}: ${typeText(node.item)}`;
    case "map":
      return `an object by ${node.of}: ${typeText(node.value)}`;
    case "object":
      return link(node);
    case "variants":
      return node.variants.map(link).join(", ");
  }
}

function links(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === "object") return [link(node)];
    if (node.kind === "variants") return node.variants.map(link);
    return node.kind === "list" ? links([node.item]) : [];
  });
}

// As the page's own host makes anchors of headings.
function link({ title }: ObjectNode): string {
  return `[${title}](#${title
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, "")
    .replaceAll(" ", "-")})`;
}

function limits({ min, max }: { readonly min?: number; readonly max?: number }): string {
  const low = min === undefined || min === -Number.MAX_SAFE_INTEGER ? "" : ` from ${count(min)}`;
  return max === undefined || max === Number.MAX_SAFE_INTEGER ? low : `${low} to ${count(max)}`;
}

function count(value: number): string {
  return value >= 10_000 ? value.toLocaleString("en-US") : String(value);
}

function code(value: unknown): string {
  return `\`${cell(inYaml(value))}\``;
}

/** A value as one writes it in YAML, on one line. */
function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const pairs = Object.entries(value).map(([key, each]) => `${key}: ${inYaml(each)}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  if (typeof value !== "string") return String(value);
  if (value.includes("\n")) return JSON.stringify(value);
  return /^[A-Za-z0-9_./-][\w ./-]*$/.test(value) ? value : `'${value}'`;
}

// A bar would end the cell.
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
