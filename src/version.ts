import { readFileSync } from "node:fs";

/** The version of macrosweep, as its package says. */
export function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return manifest.version;
}
