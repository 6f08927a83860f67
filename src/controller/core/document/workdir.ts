import type { Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";

/** A folder of its own for each trial to run in, the same for all its attempts. What the command names is linked into it, and this too. */
export interface Workdir {
  /** Relative to the agent's folder, and there at the same place. */
  readonly link: readonly string[];
  readonly copy: readonly string[];
}

/** Reads `workdir: trial` or `workdir: { link: [...], copy: [...] }`; undefined: trainers run in the agent's folder. */
export function readWorkdir(raw: unknown, path: string, mistakes: Mistake[]): Workdir | undefined {
  if (raw === undefined) return undefined;
  if (raw === "trial") return { link: [], copy: [] };
  if (typeof raw !== "object" || Array.isArray(raw)) {
    const rule =
      'must be "trial", or what to put into the trial\'s folder, such as { link: [data], copy: [config.yaml] }';
    mistakes.push({ path, value: raw, rule });
    return undefined;
  }
  const fields = new Fields(raw, path, mistakes);
  const workdir = { link: readPaths("link", fields), copy: readPaths("copy", fields) };
  fields.end();
  return workdir;
}

const MOST_PATHS = 64;

function readPaths(key: string, fields: Fields): string[] {
  const raw = fields.raw(key) ?? [];
  const paths: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (paths.length > MOST_PATHS) fields.mistake(key, paths.length, `must be at most ${MOST_PATHS} paths`);
  const bad = paths.find((path) => typeof path !== "string" || !isInside(path));
  if (bad !== undefined) {
    fields.mistake(
      key,
      bad,
      "must be a path in the agent's folder, without .. and not absolute; what lies elsewhere needs no link",
    );
  }
  return paths.map(String);
}

function isInside(path: string): boolean {
  const steps = path.split("/");
  return path !== "" && path !== "." && !path.startsWith("/") && !path.includes("\0") && !steps.includes("..");
}
