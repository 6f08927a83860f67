import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { SweepError } from "../../error.ts";
import { fileOf } from "../shipped.ts";
import { readArraySamples } from "./arraySamples.ts";
import { readCsvSamples } from "./csvSamples.ts";
import { readNpy } from "./npy.ts";
import { readNpz } from "./npz.ts";
import type { Samples } from "./samples.ts";

/**
 * Reads the data of a sweep: a .npz file with arrays, a .npy file with the samples alone, or else CSV.
 *
 * @param label The column of the classes, the array of the classes, or, beside a .npy file, the .npy file of the classes.
 * @throws SweepError `invalid` that names the place.
 */
export function readSamples(path: string, label: string): Samples {
  const bytes = readBytes(path, "data");
  switch (extname(path).toLowerCase()) {
    case ".npz":
      return readArraySamples(readNpz(bytes, path), path, label);
    case ".npy": {
      const labels = readNpy(readBytes(label, "label"), label);
      return readArraySamples(
        new Map([
          ["samples", readNpy(bytes, path)],
          [label, labels],
        ]),
        path,
        label,
      );
    }
    default:
      return readCsvSamples(bytes.toString("utf8"), path, label);
  }
}

function readBytes(path: string, option: string): Buffer {
  try {
    return readFileSync(fileOf(path));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new SweepError("invalid", `--${option}: cannot read ${path}: ${why}`, { cause });
  }
}
