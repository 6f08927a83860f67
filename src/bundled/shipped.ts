import { existsSync } from "node:fs";
import { join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where a file is: as said, from the working folder; and what is said to be in `examples/` and is not there, in the examples that macrosweep
 * comes with, so that these run in any folder and on any agent.
 */
export function fileOf(path: string): string {
  if (!normalize(path).startsWith(`examples${sep}`) || existsSync(path)) return path;
  const shipped = join(ROOT, path);
  return existsSync(shipped) ? shipped : path;
}

// Two folders up, from the source as from the bundle.
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
