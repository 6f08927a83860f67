import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Table } from "./csvSamples.ts";
import { PARTS, type PartName, type Samples } from "./samples.ts";
import { blockRows, type Values } from "./values.ts";

// A large table as numbers, in a file that all trials of a sweep on this machine read: the values, row by row, as 64-bit floats; the class of
// each row, its group and its part; all else as JSON; and in the last bytes how long that is. It lies in the sweep's folder, beside those of its
// trials, and goes with it; there is one at a time, because a sweep has one table.

// Changes when the same text would be read in another way.
const VERSION = 1;

/**
 * A table out of the folder, where its file is the same to the byte and is read in the same way; else as `read` reads it, and kept for the
 * trials that follow. What another trial is reading is waited for.
 *
 * @param file The text; `path`: its name in errors.
 * @param read Gives the values to `keep`, and returns the rest.
 */
export async function throughCache(
  folder: string,
  file: string,
  path: string,
  how: object,
  read: (keep: (values: Float64Array) => void) => Promise<Table>,
): Promise<Samples> {
  mkdirSync(folder, { recursive: true });
  const name = await nameOf(folder, file, path, how);
  const kept = join(folder, name);
  const part = join(folder, `${name}.${process.pid}-${randomUUID().slice(0, 8)}.part`);
  for (;;) {
    const found = openTable(kept);
    if (found !== null) return found;
    if (writersOf(folder, name).length > 0) {
      await setTimeout(POLL_MS);
      continue;
    }
    const fd = openSync(part, "w");
    try {
      // Two that began at one moment: one of them goes on, the other waits.
      if (writersOf(folder, name).some((other) => join(folder, other) < part)) continue;
      writeTable(fd, await read((values) => writeAll(fd, bytesOf(values))));
      renameSync(part, kept);
      clear(folder, name);
    } finally {
      closeSync(fd);
      rmSync(part, { force: true });
    }
  }
}

const POLL_MS = 100;
// A trial that reads writes a piece several times a second; one that was killed does not go on.
const STILL_MS = 10_000;

/**
 * The table's name: by the text's bytes, which are not read again where the file is the very one that was read before. A file's time of change is set by the
 * system alone; one that is younger than what its clock tells apart may have been written to once more within it.
 */
async function nameOf(folder: string, file: string, path: string, how: object): Promise<string> {
  const before = stateOf(file);
  const note = join(folder, `${hashOf(VERSION, path, how, before.state)}.seen`);
  const seen = textIf(note);
  if (seen !== null) return seen;
  const name = `${await keyOf(file, path, how)}.table`;
  if (before.ageMs > SETTLED_MS && stateOf(file).state === before.state) writeFileSync(note, name);
  return name;
}

const SETTLED_MS = 2_000;

function stateOf(file: string): { state: string; ageMs: number } {
  const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = statSync(file, { bigint: true });
  return { state: [dev, ino, size, mtimeNs, ctimeNs].join(" "), ageMs: Date.now() - Number(ctimeMs) };
}

function hashOf(...what: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(what)).digest("hex").slice(0, 32);
}

function textIf(path: string): string | null {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  // Another process may be about to write it.
  return text.endsWith(".table") ? text : null;
}

async function keyOf(file: string, path: string, how: object): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([VERSION, path, how]));
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest("hex").slice(0, 32);
}

/** Files that trials write at this moment, all for the table of one name. */
function writersOf(folder: string, name: string): string[] {
  return readdirSync(folder).filter((other) => {
    if (!other.startsWith(`${name}.`)) return false;
    const stat = statSync(join(folder, other), { throwIfNoEntry: false });
    return stat !== undefined && Date.now() - stat.mtimeMs < STILL_MS;
  });
}

/** Tables of an earlier state of the text, and what killed trials left. A trial that reads one goes on with it. */
function clear(folder: string, name: string): void {
  const stay = [name, ...writersOf(folder, name)];
  for (const other of readdirSync(folder)) {
    const isOld =
      /\.table(\.[^.]+\.part)?$/.test(other) || (other.endsWith(".seen") && textIf(join(folder, other)) !== name);
    if (!stay.includes(other) && isOld) rmSync(join(folder, other), { force: true });
  }
}

/** What stands in the file beside numbers. */
interface Rest extends Pick<Table, "shape" | "gaps" | "features" | "remarks"> {
  readonly rows: number;
  readonly classes: readonly string[];
  readonly groups: readonly string[] | null;
  readonly parts: boolean;
}

const LENGTH_BYTES = 8;

function writeTable(fd: number, { labels, groups, parts, ...rest }: Table): void {
  const classes = numbered(labels);
  const grouped = groups && numbered(groups);
  writeAll(fd, bytesOf(classes.numbers));
  if (grouped !== null) writeAll(fd, bytesOf(grouped.numbers));
  if (parts !== null)
    writeAll(
      fd,
      Uint8Array.from(parts, (part) => PARTS.indexOf(part)),
    );
  const known: Rest = {
    ...rest,
    rows: labels.length,
    classes: classes.names,
    groups: grouped?.names ?? null,
    parts: parts !== null,
  };
  const json = Buffer.from(JSON.stringify(known));
  writeAll(fd, json);
  writeAll(fd, bytesOf(Float64Array.of(json.length)));
}

/** Null where there is none. */
function openTable(path: string): Samples | null {
  const fd = openIf(path);
  if (fd === null) return null;
  const end = fstatSync(fd).size - LENGTH_BYTES;
  const [length] = readAt(fd, Float64Array, end, 1);
  const text = Buffer.from(readAt(fd, Uint8Array, end - length, length)).toString();
  const { rows, classes, groups, parts, ...rest } = JSON.parse(text) as Rest;
  const [size = 0] = rest.shape;
  let at = rows * size * Float64Array.BYTES_PER_ELEMENT;
  const next = <T>(kind: Kind<Int32Array | Uint8Array>, names: readonly T[]): T[] => {
    const numbers = readAt(fd, kind, at, rows);
    at += numbers.byteLength;
    const named = new Array<T>(rows);
    for (let row = 0; row < rows; row++) named[row] = names[numbers[row]];
    return named;
  };
  const labels = next(Int32Array, classes);
  const grouped = groups && next(Int32Array, groups);
  const named = parts ? next<PartName>(Uint8Array, PARTS) : null;
  // The file stays open, and so there, as long as the trial.
  return { ...rest, labels, groups: grouped, parts: named, values: valuesIn(fd, rows, size) };
}

function valuesIn(fd: number, rows: number, size: number): Values {
  return {
    rows,
    size,
    *blocks() {
      const step = blockRows(size);
      const block = new Float64Array(Math.min(step, rows) * size);
      for (let row = 0; row < rows; row += step) {
        const count = Math.min(step, rows - row) * size;
        yield readInto(fd, block.subarray(0, count), row * size * Float64Array.BYTES_PER_ELEMENT);
      }
    },
  };
}

function openIf(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

interface Kind<T> {
  new (length: number): T;
}

function readAt<T extends NodeJS.TypedArray>(fd: number, kind: Kind<T>, position: number, count: number): T {
  return readInto(fd, new kind(count), position);
}

function readInto<T extends NodeJS.TypedArray>(fd: number, numbers: T, position: number): T {
  const bytes = bytesOf(numbers);
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(fd, bytes, done, bytes.length - done, position + done);
    if (read === 0) throw new Error("a kept table is shorter than it says");
    done += read;
  }
  return numbers;
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done);
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Texts as numbers of the ones that there are. */
function numbered(texts: readonly string[]): { names: string[]; numbers: Int32Array } {
  const known = new Map<string, number>();
  const numbers = Int32Array.from(texts, (text) => {
    const number = known.get(text) ?? known.size;
    if (number === known.size) known.set(text, number);
    return number;
  });
  return { names: [...known.keys()], numbers };
}
