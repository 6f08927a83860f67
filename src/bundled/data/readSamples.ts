import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { SweepError } from "../../error.ts";
import { fileOf } from "../shipped.ts";
import { readArraySamples } from "./arraySamples.ts";
import { recordsOf } from "./csv.ts";
import { type Reading, readTable } from "./csvSamples.ts";
import { readNpy } from "./npy.ts";
import { readNpz } from "./npz.ts";
import { plainBytes } from "./plainBytes.ts";
import type { Samples } from "./samples.ts";
import { throughCache } from "./tableCache.ts";
import { textOf } from "./textOf.ts";
import { type Numbers, valuesOf } from "./values.ts";

/** How a document says that its data is to be read. */
export interface SourceOptions extends Reading {
  /** Null: by its byte order mark, else UTF-8. */
  readonly encoding: string | null;
  /** A folder that the trials of a sweep share, in which a large table is kept as numbers; null for none. */
  readonly cache: string | null;
}

// Bytes of a table from which on reading it anew costs each trial more than a moment.
const LARGE = 4 << 20;

/**
 * Reads the data of a sweep: a .npz file with arrays, a .npy file with the samples alone, or else CSV.
 *
 * @param options `label`: the column of the classes, the array of the classes, or, beside a .npy file, the .npy file of the classes.
 * @throws SweepError `invalid` that names the place.
 */
export async function readSamples(path: string, options: SourceOptions): Promise<Samples> {
  const { label, trimLabels } = options;
  switch (extname(path).toLowerCase()) {
    case ".npz":
      return readArraySamples(readNpz(readBytes(path, "data"), path), path, label, trimLabels);
    case ".npy": {
      const samples = readNpy(readBytes(path, "data"), path);
      const labels = readNpy(readBytes(label, "label"), label);
      const arrays = new Map([
        ["samples", samples],
        [label, labels],
      ]);
      return readArraySamples(arrays, path, label, trimLabels);
    }
    default: {
      const { cache } = options;
      if (sizeOf(path) < LARGE || cache === null) return readWhole(path, options);
      const { drop, features, categorical, comma, trimLabels: trim, dropUnlabelled, encoding } = options;
      const how = { label, drop, features, categorical, comma, trim, dropUnlabelled, encoding };
      try {
        return await throughCache(cache, fileOf(path), path, how, (keep) => readText(path, options, keep));
      } catch (error) {
        // A disk that is full, or a folder that is another's: slower, and no reason to fail.
        if (error instanceof Error && "syscall" in error) return readWhole(path, options);
        throw error;
      }
    }
  }
}

async function readWhole(path: string, options: SourceOptions): Promise<Samples> {
  const pieces: Numbers[] = [];
  const table = await readText(path, options, (values) => pieces.push(values));
  const [size = 0] = table.shape;
  return { ...table, values: valuesOf(pieces, table.labels.length, size) };
}

function readText(path: string, options: SourceOptions, keep: (values: Float64Array) => void) {
  const text = textOf(plainBytes(fileOf(path), path, options.encoding !== null), options.encoding, path);
  return readTable(recordsOf(text, path), path, options, keep);
}

function sizeOf(path: string): number {
  return asked(path, "data", () => {
    const stat = statSync(fileOf(path));
    if (stat.isDirectory()) throw new Error("EISDIR: it is a folder");
    return stat.size;
  });
}

function readBytes(path: string, option: string): Buffer {
  return asked(path, option, () => readFileSync(fileOf(path)));
}

function asked<T>(path: string, option: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new SweepError("invalid", `--${option}: cannot read ${path}: ${why}`, { cause });
  }
}
