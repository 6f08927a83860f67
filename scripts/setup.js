#!/usr/bin/env node
// Runs a command of the project with everything in place: the locked dependencies (Node 24 among them) and the build.
// Plain JavaScript for Node 18, because it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const binaries = join(root, "node_modules", ".bin");
const installedLock = join(root, "node_modules", ".macrosweep-lock.json");
const lock = readFileSync(join(root, "package-lock.json"), "utf8");

if (!existsSync(installedLock) || readFileSync(installedLock, "utf8") !== lock) {
  // The engine warnings are about the Node that starts this script; everything after the installation runs on Node 24.
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", ["ci", ...quiet]);
  // npm leaves out the native parts of tools that ask for a newer Node than its own. It runs on Node 24 by now, and adds them.
  if (Number(process.versions.node.split(".")[0]) < 24) run("npm", ["install", "--no-save", ...quiet]);
  writeFileSync(installedLock, lock);
}
run("npm", ["run", "-s", "build"]);
const [command, ...args] = process.argv.slice(2);
if (command) run(command, args);

function run(program, args) {
  const env = { ...process.env, PATH: binaries + delimiter + process.env.PATH };
  const { status, signal, error } = spawnSync(program, args, { cwd: root, env, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? (signal === "SIGINT" ? 130 : 1));
}
