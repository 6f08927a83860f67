import { invalid, SweepError } from "../../error.ts";
import { didYouMean } from "../../nearest.ts";
import { classesOf, type Label } from "./labels.ts";
import type { NpyArray } from "./npy.ts";
import { LARGEST } from "./number.ts";
import { readPart } from "./part.ts";
import type { Gap, Samples } from "./samples.ts";
import { type Numbers, valuesOf } from "./values.ts";

type Arrays = ReadonlyMap<string, NpyArray>;

/**
 * Samples out of named arrays: the labels (rows), the samples (rows, ...), which is the one array of another name, and, where they are
 * there, `split` (rows; train, val or test) and `group` (rows).
 *
 * @param path Names the file in errors.
 * @param trim Spaces around a class mean nothing.
 * @throws SweepError `invalid` that names the file and the array.
 */
export function readArraySamples(arrays: Arrays, path: string, label: string, trim: boolean): Samples {
  if (label === "split" || label === "group") {
    throw invalid([{ path: "label", value: label, rule: "must be another array than split and group" }]);
  }
  const labels = arrays.get(label);
  // A number without an axis says something of the data; it is no data.
  const names = [...arrays].filter(([name, { shape }]) => name === label || shape.length > 0).map(([name]) => name);
  const [name, ...more] = names.filter((other) => other !== label && other !== "split" && other !== "group");
  const samples = arrays.get(name);
  if (labels === undefined || samples === undefined || more.length > 0) {
    const has = [...arrays].map(([of, { shape }]) => `${of} (${shape.join(", ")})`).join(", ");
    const near = labels === undefined ? didYouMean(label, names) : "";
    const parted = names.some((of) => /_?(train|val|test)$/i.test(of)) ? `; ${PARTED}` : "";
    throw new SweepError(
      "invalid",
      `${path}: must have the array ${label} and one array of samples; it has ${has}${near}${parted}`,
    );
  }
  const { shape, values } = samples;
  if (!ArrayBuffer.isView(values)) throw new SweepError("invalid", `${path}, array ${name}: must be numbers`);
  const [rows = 0, ...ofOne] = shape;
  const groups = arrays.get("group");
  const split = arrays.get("split");
  const classes = namesIn(texts(labels, `${path}, array ${label}`, rows), `${path}, array ${label}`, trim);
  const place = (at: number) => `${path}, array ${name}, at [${indices(at, shape).join(", ")}]`;
  return {
    shape: ofOne,
    values: valuesOf([values], rows, values.length / Math.max(1, rows)),
    gaps: gapsIn(values, values.length / Math.max(1, rows), place),
    labels: classes.labels,
    parts:
      split === undefined
        ? null
        : texts(split, `${path}, array split`, rows).map((text, row) =>
            readPart(text, `${path}, array split, row ${row}`),
          ),
    groups: groups === undefined ? null : texts(groups, `${path}, array group`, rows),
    features: null,
    remarks: classes.remarks,
  };
}

const PARTED = "join the parts into one array, with an array split (train, val, test) beside it";

/** The class of each row. */
function namesIn(
  texts: readonly string[],
  path: string,
  trim: boolean,
): { labels: string[]; remarks: readonly string[] } {
  const found = new Map<string, Label>();
  for (const [row, text] of texts.entries()) {
    const label = found.get(text) ?? { text, count: 0, row };
    label.count++;
    found.set(text, label);
  }
  const labels = [...found.values()];
  const { names, mistakes, remarks } = classesOf(labels, trim, path);
  if (mistakes.length > 0) throw invalid(mistakes);
  const nameOf = new Map(labels.map(({ text }, at) => [text, names[at]]));
  return { labels: texts.map((text) => nameOf.get(text) ?? text), remarks };
}

function gapsIn(values: Numbers, size: number, place: (at: number) => string): (Gap | null)[] {
  const gaps = new Array<{ count: number; first: string; at: number } | null>(size).fill(null);
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (Math.abs(value) <= LARGEST) continue;
    if (!Number.isNaN(value)) throw invalid([{ path: place(at), value, rule: "must be a finite number of 32 bits" }]);
    const gap = gaps[at % size];
    if (gap === null) gaps[at % size] = { count: 1, first: place(at), at };
    else gap.count++;
  }
  return gaps;
}

function texts({ shape, values }: NpyArray, path: string, rows: number): string[] {
  // A column is as good as a row of them.
  if (shape[0] === rows && shape.slice(1).every((length) => length === 1)) return Array.from(values, String);
  const oneHot =
    shape.length === 2 && shape[0] === rows ? "; save the number of the class of each, as array.argmax(axis=1)" : "";
  throw new SweepError(
    "invalid",
    `${path}: has shape (${shape.join(", ")}), must be one value for each of the ${rows} samples${oneHot}`,
  );
}

/** The index along each axis of the value at a place in C order. */
function indices(at: number, shape: readonly number[]): number[] {
  return shape.reduceRight<{ left: number; found: number[] }>(
    ({ left, found }, length) => ({ left: Math.floor(left / length), found: [left % length, ...found] }),
    { left: at, found: [] },
  ).found;
}
