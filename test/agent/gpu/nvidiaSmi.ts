import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { temporaryFolder } from "../scene.ts";

/**
 * An environment whose PATH begins with a stand-in for nvidia-smi. It answers the one query that the agent asks as the real tool of driver 550
 * does with --format=csv,noheader,nounits: cells with a comma and a blank between them, memory in MiB, `[N/A]` for what a GPU has not, and
 * refuses any other query as the real one does, with exit code 2; `list`: what it prints with -L, null where it does not know it.
 */
export function withNvidiaSmi(
  lines: readonly string[],
  exitCode = 0,
  list: readonly string[] | null = null,
): { PATH: string } {
  const folder = temporaryFolder();
  const query = "--query-gpu=index,name,memory.total,uuid --format=csv,noheader,nounits";
  const print = lines.map((line) => `echo '${line}'`).join("\n");
  const listed =
    list === null ? "" : `if [ "$*" = -L ]; then\n${list.map((line) => `echo '${line}'`).join("\n")}\nexit 0\nfi\n`;
  const script = `#!/bin/sh\n${listed}[ "$*" = '${query}' ] || exit 2\n${print}\nexit ${exitCode}\n`;
  writeFileSync(join(folder, "nvidia-smi"), script);
  chmodSync(join(folder, "nvidia-smi"), 0o755);
  return { PATH: `${folder}${delimiter}${process.env.PATH}` };
}

/** What nvidia-smi prints on a machine with these models, in the order of their bus. */
export function smiLines(...models: readonly string[]): string[] {
  return models.map((model, i) => `${i}, ${model}, ${81_559 - i}, GPU-${i}c3d9f20-5b1e-44a8-9b6e-0a1b2c3d4e5f`);
}
