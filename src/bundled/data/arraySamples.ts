import { invalid, SweepError } from "../../error.ts";
import type { NpyArray } from "./npy.ts";
import { readPart } from "./part.ts";
import type { Samples } from "./samples.ts";

type Arrays = ReadonlyMap<string, NpyArray>;

/**
 * Samples out of named arrays: the labels (rows), the samples (rows, ...), which is the one array of another name, and, where they are
 * there, `split` (rows; train, val or test) and `group` (rows).
 *
 * @param path Names the file in errors.
 * @throws SweepError `invalid` that names the file and the array.
 */
export function readArraySamples(arrays: Arrays, path: string, label: string): Samples {
  if (label === "split" || label === "group") {
    throw invalid([{ path: "label", value: label, rule: "must be another array than split and group" }]);
  }
  const names = [...arrays.keys()];
  const [name, ...more] = names.filter((other) => other !== label && other !== "split" && other !== "group");
  const labels = arrays.get(label);
  const samples = arrays.get(name);
  if (labels === undefined || samples === undefined || more.length > 0) {
    const has = names.join(", ");
    throw new SweepError("invalid", `${path}: must have the array ${label} and one array of samples; it has ${has}`);
  }
  const { shape, values } = samples;
  if (!ArrayBuffer.isView(values)) throw new SweepError("invalid", `${path}, array ${name}: must be numbers`);
  const [rows = 0, ...ofOne] = shape;
  const groups = arrays.get("group");
  const split = arrays.get("split");
  return {
    shape: ofOne,
    values,
    labels: texts(labels, `${path}, array ${label}`, rows),
    parts:
      split === undefined
        ? null
        : texts(split, `${path}, array split`, rows).map((text, row) =>
            readPart(text, `${path}, array split, row ${row}`),
          ),
    groups: groups === undefined ? null : texts(groups, `${path}, array group`, rows),
    names: null,
    place: (row, at) => `${path}, array ${name}, at [${[row, ...indices(at, ofOne)].join(", ")}]`,
  };
}

function texts({ shape, values }: NpyArray, path: string, rows: number): string[] {
  if (shape.length === 1 && shape[0] === rows) return Array.from(values, String);
  throw new SweepError(
    "invalid",
    `${path}: has shape (${shape.join(", ")}), must be one value for each of the ${rows} samples`,
  );
}

/** The index along each axis of the value at a place in C order. */
function indices(at: number, shape: readonly number[]): number[] {
  return shape.reduceRight<{ left: number; found: number[] }>(
    ({ left, found }, length) => ({ left: Math.floor(left / length), found: [left % length, ...found] }),
    { left: at, found: [] },
  ).found;
}
