import { type Document, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { numberAsWritten } from "../asWritten.ts";
import { SweepError } from "../error.ts";

// An alias counts once for every node it stands for, so that a few lines cannot grow into gigabytes.
const MAX_ALIASES = 100;

/** What a YAML text says. */
export interface YamlText {
  /** Of unknown shape. */
  readonly data: unknown;
  /** The line, from 1, of the value at a path such as `spec.parameters[0].min`, or of the nearest thing around it that is there. */
  lineOf(path: string): number;
}

/**
 * Reads one YAML 1.2 document (core schema; so JSON too) as plain data, but for floats that are whole (see `parseAsWritten`). Numbers such as 1e-4 are
 * numbers, and a key that occurs twice is a mistake rather than the last one winning.
 * @param name what the text is called in errors, such as its file
 * @throws SweepError `invalid` with the name and, for mistakes inside, line and column.
 */
export function readYaml(text: string, name: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    lineCounter: lines,
    prettyErrors: false,
    // The library compares every key with every other: minutes for a megabyte of keys. See repeatedKeys.
    uniqueKeys: false,
  });
  const faults = syntaxFaults(document) ?? repeatedKeys(document);
  if (faults.length > 0) {
    const places = faults.map(({ at, message }) => {
      const { line, col } = lines.linePos(at);
      return `${name}: line ${line}, column ${col}: ${message}`;
    });
    throw new SweepError("invalid", places.join("\n"));
  }
  return { data: plainData(document, name), lineOf: (path) => lines.linePos(placeOf(document, path)).line };
}

/** Characters from the start of the text. */
function placeOf(document: Document.Parsed, path: string): number {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  for (let length = keys.length; length > 0; length--) {
    const at = keys.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const node = document.getIn(at, true);
    if (isNode(node) && node.range != null) return node.range[0];
  }
  return 0;
}

interface Fault {
  /** Characters from the start of the text. */
  readonly at: number;
  readonly message: string;
}

// Where the library's words speak to programmers.
const WORDS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "a second document begins; one file holds one sweep",
  RESOURCE_EXHAUSTION: "nested too deeply",
  BAD_DQ_ESCAPE: "in double quotes \\ begins an escape, and this is none; write patterns in single quotes: '\\d'",
};

function syntaxFaults(document: Document.Parsed): Fault[] | null {
  // One mistake makes many: what follows the first is the parser's confusion. Warnings are of unknown tags.
  const [first] = [...document.errors, ...document.warnings];
  return first === undefined ? null : [{ at: first.pos[0], message: WORDS[first.code] ?? first.message }];
}

function repeatedKeys(document: Document.Parsed): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          faults.push({ at: key.range?.[0] ?? 0, message: `the key ${JSON.stringify(key.value)} is repeated` });
        seen.add(key.value);
      }
    },
  });
  return faults;
}

// YAML tells 1.0 from 1, as most languages do and JavaScript does not.
function keepFloats(document: Document.Parsed): void {
  visit(document, {
    Scalar(key, node) {
      if (key !== "key" && typeof node.value === "number") node.value = numberAsWritten(node.value, node.source ?? "");
    },
  });
}

function plainData(document: Document.Parsed, name: string): unknown {
  keepFloats(document);
  try {
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    // Throws for an alias inside of its own anchor, which makes data without end.
    JSON.stringify(data);
    return data;
  } catch (cause) {
    throw new SweepError("invalid", `${name}: ${aliasRule(cause)}`, { cause });
  }
}

function aliasRule(cause: unknown): string {
  if (!(cause instanceof ReferenceError)) return "an alias stands inside of what it names; write it out";
  return cause.message.startsWith("Unresolved") ? cause.message : "its aliases stand for too much data; write it out";
}
