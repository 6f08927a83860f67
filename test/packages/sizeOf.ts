import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The bytes of all files under a folder; 0 where there is none. */
export function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
