import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SearchRun } from "./runSearch.ts";

/** What is searched: a data set, a space and a budget of epochs. */
export interface Task {
  readonly data: string;
  readonly space: string;
  readonly budget: number;
}

/** The searches of one of the peer's modes on one task, and where they come from. */
export interface PeerRuns extends Task {
  readonly mode: string;
  readonly provenance: Provenance;
  readonly runs: readonly SearchRun[];
}

interface Provenance {
  readonly command: string;
  readonly date: string;
  readonly optuna: string;
  readonly numpy: string;
  readonly python: string;
}

/** Every mode of the peer's side of the comparison, its three best first. */
export const PEER_MODES = [
  "random+halving",
  "tpe",
  "tpe+hyperband",
  "random",
  "tpe+median",
  "tpe+halving",
  "tpe4",
  "tpe4+halving",
] as const;

/** The peer's kept results. They do not depend on the machine's speed; nor do ours. */
export function readPeers(): PeerRuns[] {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : [];
}

/** Trains one mode of the peer on one task anew, and keeps it in place of what was there. */
export function rerunPeer(python: string, tasks: string, task: Task, mode: string, seeds: number): void {
  const versions = spawnSync(python, ["-c", VERSIONS], { encoding: "utf8" });
  if (versions.status !== 0) {
    throw new Error(
      `${python} has no Optuna. To have it: python3 -m venv VENV && VENV/bin/pip install 'optuna>=5' numpy, then set PYTHON to VENV/bin/python`,
    );
  }
  const { data, space, budget } = task;
  const args = ["--data", `data/${data}.csv`, "--mode", mode, "--space", space];
  const counts = ["--seeds", String(seeds), "--budget", String(budget)];
  const script = ["optuna_search.py", ...args, ...counts];
  console.log(`python3 ${script.join(" ")}`);
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const { status, stdout } = spawnSync(python, script, { cwd: tasks, encoding: "utf8", stdio: [...stdio] });
  if (status !== 0) throw new Error(`optuna_search.py ended with ${status}`);
  const provenance = {
    command: `python3 ${script.join(" ")}`,
    date: new Date().toISOString().slice(0, 10),
    ...JSON.parse(versions.stdout),
  };
  keep({ ...task, mode, provenance, runs: readRuns(stdout) });
}

/** Keeps results in place of what is kept of the same mode on the same task. */
function keep(runs: PeerRuns): void {
  const others = readPeers().filter((kept) => nameOf(kept) !== nameOf(runs));
  const all = [...others, runs].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  writeFileSync(FILE, `[\n${all.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);
}

/** The lines that optuna_search.py prints. */
function readRuns(lines: string): SearchRun[] {
  return lines
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { seed, value, refit, trials, epochs, trace }: SearchRun = JSON.parse(line);
      // Its trace has a point a trial, and -1 before the first that completed.
      const improvements = trace.filter(([, best], i) => best > (trace[i - 1]?.[1] ?? -1));
      return { seed, value, refit, trials, epochs, trace: improvements };
    });
}

const FILE = join(import.meta.dirname, "..", "peers", "search.json");
const VERSIONS =
  "import json, platform, numpy, optuna; print(json.dumps({'optuna': optuna.__version__, 'numpy': numpy.__version__, 'python': platform.python_version()}))";

function nameOf({ data, space, budget, mode }: Task & { mode: string }): string {
  return [space, String(budget).padStart(5, "0"), data, mode].join(" ");
}
