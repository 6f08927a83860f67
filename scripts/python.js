#!/usr/bin/env node
// Prints the folder of a python3 that has the libraries of the tests: a virtual environment below node_modules, made with pip where it may. Says on
// stderr what could not be had, and prints nothing where there is no python3 at all.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Each line is had or not had as a whole: without PyTorch the tests of scikit-learn run all the same. Those behind it are what examples report with.
const LIBRARIES = [
  ["numpy", "scikit-learn"],
  ["torch"],
  ["pandas", "tensorboardX"],
  ["keras", "jax"],
  ["lightning", "torchmetrics"],
  ["transformers", "accelerate"],
];

// An index that does not answer is not asked again and again: the tests go on without what it has.
const QUIETLY = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "0", "--timeout", "30"];

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const name = createHash("sha256").update(JSON.stringify(LIBRARIES)).digest("hex").slice(0, 12);
const folder = join(root, "node_modules", ".cache", "python", name);

if (!existsSync(folder)) make();
if (existsSync(folder)) console.log(join(folder, "bin"));

function make() {
  const unfinished = `${folder}.${process.pid}`;
  try {
    const made = python("python3", ["-m", "venv", unfinished]);
    if (made !== null) return say(`no virtual environment could be made: ${made}`);
    const missing = LIBRARIES.flatMap((libraries) => {
      const failed = python(join(unfinished, "bin", "python"), ["-m", "pip", "install", ...QUIETLY, ...libraries]);
      return failed === null ? [] : [`${libraries.join(", ")}: ${failed}`];
    });
    for (const line of missing) say(line);
    writeFileSync(join(unfinished, "missing"), missing.join("\n"));
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Runs a Python to its end; null, or the last line of what it said. */
function python(program, args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
  if (status === 0) return null;
  return error?.message ?? stderr.trim().split("\n").at(-1) ?? `it ended with ${status}`;
}

function say(line) {
  console.error(`tests: ${line}`);
}
