import type { Mistake } from "../../../error.ts";
import { isObject } from "../../../fields.ts";
import { type Names, readText } from "./placeholders.ts";

/** Texts that are written into a trial's folder before its trainer starts, by their paths there. */
export type FilesSpec = Readonly<Record<string, string>>;

const BOUNDS = { files: 16, bytes: 64 * 1024 };
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(\/[A-Za-z0-9_][A-Za-z0-9._-]{0,63}){0,3}$/;
// What the agent itself keeps there.
const TAKEN = /^(checkpoint|workdir|attempt-[^/]*)(\/|$)/;

/** The paths of `files: { config.yaml: "lr: {{ params.lr }}" }` that may be named as `{{ files.PATH }}`. */
export function namesOfFiles(raw: unknown): string[] {
  return isObject(raw) ? Object.keys(raw) : [];
}

/** Reads `files`. In them a parameter that does not exist in a configuration is written as null. */
export function readFiles(raw: unknown, path: string, names: Names, mistakes: Mistake[]): FilesSpec {
  if (!isObject(raw) || Object.keys(raw).length > BOUNDS.files) {
    const rule = `must be an object of at most ${BOUNDS.files} texts by path, such as { config.yaml: "lr: {{ params.lr }}" }`;
    mistakes.push({ path, value: raw, rule });
    return {};
  }
  const texts = Object.entries(raw).map(([name, value]): [string, string] => {
    const at = `${path}.${name}`;
    const rule = nameRule(name);
    if (rule !== null) mistakes.push({ path: at, value: undefined, rule });
    const text = readText(value, at, names, "file", mistakes);
    if (new TextEncoder().encode(text).length > BOUNDS.bytes) {
      mistakes.push({ path: at, value: undefined, rule: `must have at most ${BOUNDS.bytes / 1024} KiB` });
    }
    return [name, text];
  });
  return Object.fromEntries(texts);
}

function nameRule(name: string): string | null {
  if (!NAME.test(name)) return "must be a path of letters, digits, . _ - and /, inside the trial's folder";
  return TAKEN.test(name) ? "is a name that the trial's folder has already; choose another" : null;
}
