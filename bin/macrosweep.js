#!/usr/bin/env node
// Starts the command line on Node 24, whatever Node the machine has: it comes as the npm package `node`.
// Plain JavaScript for Node 18.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = new URL("../dist/cli/main.js", import.meta.url);

if (!existsSync(main)) {
  console.error(
    "macrosweep: is not built yet; run `npm run build` in its folder (or `npm run quickstart`, which does all)",
  );
  process.exit(2);
}
if (Number(process.versions.node.split(".")[0]) >= 24) {
  await import(main.href);
} else {
  const node = join(dirname(createRequire(import.meta.url).resolve("node/package.json")), "bin", "node");
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}
