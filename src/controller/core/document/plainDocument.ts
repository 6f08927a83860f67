import { isRawNumber } from "../../../asWritten.ts";
import { isObject } from "../../../fields.ts";

/** What a number of a document is there for. */
type Meaning = "number" | "text" | "value";

/**
 * The document with plain numbers, where it came from JSON or YAML that tells `1.0` from `1` (see `parseAsWritten`). What goes to the trainer keeps
 * the difference: a number in `command`, `args`, `env` or `files` becomes the text that it is there, and those among the `values` of a categorical
 * parameter or of a `table` stay as they are written, for their readers.
 */
export function plainDocument(raw: unknown): unknown {
  return plain(raw, "number", []);
}

function plain(raw: unknown, meaning: Meaning, path: readonly string[]): unknown {
  if (isRawNumber(raw)) {
    if (meaning === "value") return raw;
    return meaning === "text" ? raw.rawJSON : Number(raw.rawJSON);
  }
  if (Array.isArray(raw)) return raw.map((each) => plain(each, meaning, path));
  if (!isObject(raw)) return raw;
  const entries = Object.entries(raw).map(([key, value]) => {
    const below = [...path, key];
    return [key, plain(value, meaningAt(below, meaning), below)] as const;
  });
  return Object.fromEntries(entries);
}

const TEXTS = ["command", "args", "env", "files"];

// The path has no indices of lists: `spec.parameters.values` is the `values` of any parameter of a list.
function meaningAt(path: readonly string[], above: Meaning): Meaning {
  const [spec, part, ...rest] = path;
  if (spec !== "spec") return "number";
  if (part === "trainer") {
    if (rest.length === 1 && TEXTS.includes(rest[0] ?? "")) return "text";
    if (rest[0] === "values" && rest.at(-1) === "table") return "value";
    return path.at(-1) === "when" ? "number" : above;
  }
  return part === "parameters" && rest.at(-1) === "values" ? "value" : "number";
}
