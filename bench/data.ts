import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { atMost, type Bar } from "./bar.ts";
import { withFolder } from "./sweep.ts";

const ROWS = 1_000_000;
const COLUMNS = 30;
const FLOATS_MIB = (ROWS * COLUMNS * 8) / 2 ** 20;

/**
 * Seconds of CPU to read a table of a million rows of 30 numbers, and peak memory: the first trial of a sweep, which keeps it as numbers, and one that
 * follows; beside pandas.read_csv, where python3 has pandas.
 */
export function bench(): Promise<Bar[]> {
  return withFolder(async (folder) => {
    const file = join(folder, "table.csv");
    await writeTable(file);
    const [first, second] = [read(folder, file), read(folder, file)];
    const pandas = readByPandas(file);
    console.log(
      `first trial ${show(first)}; the next ${show(second)}; pandas ${pandas === null ? "is not there" : `${pandas.toFixed(2)} s`}`,
    );
    return [
      ...(pandas === null
        ? []
        : [atMost("CPU to read it the first time, as a multiple of pandas'", first.seconds / pandas, "x", 2)]),
      atMost("CPU to read it afterwards", second.seconds, "s", 1),
      atMost(
        "peak memory with the samples ready for training, the first time, as a multiple of the floats",
        first.peakMiB / FLOATS_MIB,
        "x",
        2,
      ),
      atMost("the same afterwards", second.peakMiB / FLOATS_MIB, "x", 2),
    ];
  });
}

async function writeTable(file: string): Promise<void> {
  const out = createWriteStream(file);
  out.write(`${Array.from({ length: COLUMNS }, (_, at) => `f${at}`).join(",")},label\n`);
  for (let row = 0; row < ROWS; row++) {
    const fields = Array.from({ length: COLUMNS }, (_, at) =>
      (((row * 7919 + at * 104_729) % 999_983) / 1e5 - 5).toFixed(6),
    );
    const line = `${fields.join(",")},${row % 10 === 0 ? "warn" : "normal"}\n`;
    if (!out.write(line)) await once(out, "drain");
  }
  out.end();
  await finished(out);
}

interface Reading {
  readonly seconds: number;
  readonly peakMiB: number;
}

/** In a process of its own, as a trial is. */
function read(folder: string, file: string): Reading {
  const module = (name: string) =>
    JSON.stringify(pathToFileURL(join(import.meta.dirname, `../src/bundled/${name}`)).href);
  const options = {
    label: "label",
    drop: [],
    features: null,
    categorical: [],
    comma: false,
    encoding: null,
    cache: join(folder, "data"),
  };
  const take = {
    model: "auto",
    missing: "refuse",
    channels: null,
    division: { val: 0.2, test: 0.2, folds: 0, seed: 0 },
  };
  const code = `
    import { readSamples } from ${module("data/readSamples.ts")};
    import { datasetOf } from ${module("data/dataset.ts")};
    const start = process.cpuUsage();
    const samples = await readSamples(${JSON.stringify(file)}, ${JSON.stringify(options)});
    const { user, system } = process.cpuUsage(start);
    datasetOf(samples, "table", ${JSON.stringify(take)}, { replicate: 0 });
    console.log(JSON.stringify({ seconds: (user + system) / 1e6, peakMiB: process.resourceUsage().maxRSS / 1024 }));`;
  return JSON.parse(output(process.execPath, ["--input-type=module", "-e", code]) ?? "null") as Reading;
}

function readByPandas(file: string): number | null {
  const code =
    "import sys, time, pandas; t = time.process_time(); pandas.read_csv(sys.argv[1]); print(time.process_time() - t)";
  const said = output("python3", ["-c", code, file]);
  return said === null ? null : Number(said);
}

function output(program: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
  return status === 0 ? stdout : null;
}

function show({ seconds, peakMiB }: Reading): string {
  return `${seconds.toFixed(2)} s, ${peakMiB.toFixed(0)} MiB`;
}
