import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** The Python package's folder. */
export const packageDir = join(import.meta.dirname, "..", "..", "python");

const env: NodeJS.ProcessEnv = {
  ...process.env,
  PYTHONPATH: ["src", "tests"].map((folder) => join(packageDir, folder)).join(":"),
  // The command line of this checkout, by this Node.
  MACROSWEEP_BIN: [process.execPath, join(packageDir, "..", "src", "cli", "main.ts")]
    .map((word) => `'${word}'`)
    .join(" "),
  MACROSWEEP_TRIAL: undefined,
  MACROSWEEP_URL: undefined,
};

/** What a script finds: the agent's text in MACROSWEEP_TRIAL, where it runs in a sweep, and its stdin. */
interface Given {
  readonly trial?: string;
  readonly input?: string;
}

/** Runs the python3 on PATH to its end, with the package and its tests importable. */
export function python3(args: readonly string[], { trial, input = "" }: Given = {}) {
  return spawnSync("python3", args, {
    cwd: packageDir,
    env: { ...env, MACROSWEEP_TRIAL: trial },
    input,
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Whether python3 is on PATH and new enough for the package (3.9). */
export const hasPython = python3(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status === 0;

/** Those of the modules that python3 does not have; all of them where there is no python3. */
export function missing(modules: readonly string[]): string[] {
  if (modules.length === 0) return [];
  const script = "import importlib.util as u, sys; print(*(m for m in sys.argv[1:] if u.find_spec(m)))";
  const { stdout } = python3(["-c", script, ...modules]);
  const found = stdout?.toString().split(/\s+/) ?? [];
  return modules.filter((module) => !found.includes(module));
}
