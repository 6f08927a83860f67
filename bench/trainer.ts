import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { atLeast, atMost, type Bar, median } from "./bar.ts";
import { withFolder } from "./sweep.ts";

const EPOCHS = 30;
// A round is over in a tenth of a second: what else the machine does then must not decide.
const ROUNDS = 7;
// A quarter of a machine with 2 GiB, with two trainers on it.
const MEMORY_MIB = 256;
const DATA = ["yeast.csv", "pageblocks.csv", "winewhite.csv"];

/**
 * Epochs a second of the bundled MLP on wasm beside a trainer in numpy, `train.py` in MACROSWEEP_TASKS (../shared/tasks unless it is set):
 * the same data, layers, batches and loss, one thread each, in turns. Both judge the validation rows and print a report an epoch; the
 * bundled trainer also writes its checkpoint. And the bundled trainer's peak memory.
 */
export async function bench(): Promise<Bar[]> {
  const tasks = resolve(process.env.MACROSWEEP_TASKS ?? "../shared/tasks");
  const missing = whatIsMissing(tasks);
  if (missing !== null) throw new Error(`bench trainer: ${missing}`);
  const bars: Bar[] = [];
  for (const data of DATA) {
    const runs = { bundled: [] as Run[], numpy: [] as Run[] };
    // In turns, so that a slow moment of the machine meets both.
    for (let round = 0; round < ROUNDS; round++) {
      runs.numpy.push(await runNumpy(tasks, data));
      runs.bundled.push(await runBundled(tasks, data));
    }
    const [ours, theirs] = [runs.bundled, runs.numpy].map((all) => median(all.map(({ rate }) => rate)));
    console.log(`${data}: bundled ${ours.toFixed(1)} epochs/s, numpy ${theirs.toFixed(1)} epochs/s`);
    bars.push(atLeast(`epochs a second on ${data}, as a multiple of numpy's`, ours / theirs, "x", 1));
    const peak = Math.max(...runs.bundled.map(({ peakMiB }) => peakMiB));
    bars.push(atMost(`peak memory of the bundled trainer on ${data}`, peak, "MiB", MEMORY_MIB));
  }
  return bars;
}

function whatIsMissing(tasks: string): string | null {
  const files = ["train.py", ...DATA.map((data) => join("data", data))].map((file) => join(tasks, file));
  const absent = files.find((file) => !existsSync(file));
  if (absent !== undefined) return `${absent} is not there; set MACROSWEEP_TASKS to the folder with train.py and data/`;
  if (!existsSync("/proc/self/status")) return "peak memory is read from /proc, which this system does not have";
  return spawnSync("python3", ["-c", "import numpy"]).status === 0 ? null : "python3 with numpy is needed";
}

function runNumpy(tasks: string, data: string): Promise<Run> {
  const options = ["--width=64", "--depth=2", "--batch-size=64", `--epochs=${EPOCHS}`, "--augmentation=0", "--seed=1"];
  return timed(
    spawnTrainer("python3", [join(tasks, "train.py"), `--data=${join(tasks, "data", data)}`, ...options], {}),
  );
}

function runBundled(tasks: string, data: string): Promise<Run> {
  return withFolder(async (checkpointDir) => {
    const params = { width: 64, depth: 2, batch_size: 64, patience: EPOCHS };
    const trial = { sweep: "bench", trial: 0, attempt: 1, seed: 1, params, epochs: EPOCHS, reported: 0, checkpointDir };
    const main = fileURLToPath(new URL("../src/bundled/main.ts", import.meta.url));
    const args = [main, `--data=${join(tasks, "data", data)}`, "--label=label"];
    return timed(spawnTrainer(process.execPath, args, { MACROSWEEP_TRIAL: JSON.stringify(trial) }));
  });
}

function spawnTrainer(program: string, args: readonly string[], env: Record<string, string>): ChildProcess {
  return spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
}

interface Run {
  /** Epochs a second, from the first report to the last: without the start. */
  readonly rate: number;
  readonly peakMiB: number;
}

async function timed(trainer: ChildProcess): Promise<Run> {
  const ended = new Promise<number | null>((resolve) => trainer.once("exit", resolve));
  const moments: number[] = [];
  let peakMiB = 0;
  let said = "";
  trainer.stderr?.on("data", (data) => {
    said += data;
  });
  if (trainer.stdout === null) throw new Error("the trainer has no output");
  for await (const line of createInterface(trainer.stdout)) {
    if (!line.includes('"epoch"')) continue;
    moments.push(performance.now());
    peakMiB = peakOf(trainer.pid) ?? peakMiB;
  }
  const code = await ended;
  if (code !== 0 || moments.length !== EPOCHS) {
    throw new Error(`the trainer ended with code ${code} after ${moments.length} of ${EPOCHS} epochs: ${said}`);
  }
  return { rate: (1000 * (EPOCHS - 1)) / (moments[EPOCHS - 1] - moments[0]), peakMiB };
}

/** Undefined when the process has just ended. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kib = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}
