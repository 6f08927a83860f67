import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import type { SweepSpec } from "../controller/index.ts";
import { SweepError } from "../error.ts";
import { didYouMean } from "../nearest.ts";

// The header of a table, and the list of arrays at the end of an archive, are far shorter.
const LOOK_BYTES = 256 * 1024;

/**
 * Whether the data of the bundled trainer, where it lies on this machine, has the label that the document names. What cannot be seen from the outside, the
 * trainer itself says.
 * @throws SweepError `invalid` with what it has instead
 */
export function checkData({ trainer }: SweepSpec): void {
  if (trainer.kind !== "bundled" || !existsSync(trainer.data) || !statSync(trainer.data).isFile()) return;
  const names = namesIn(trainer.data);
  if (names === null || names.includes(trainer.label)) return;
  const has = names.slice(0, 20).join(", ") + (names.length > 20 ? ", ..." : "");
  const rule = `is no column of ${trainer.data}, which has ${has}${didYouMean(trainer.label, names)}`;
  throw new SweepError("invalid", `spec.trainer.label: ${JSON.stringify(trainer.label)} ${rule}`);
}

/** Columns of a table or arrays of an archive; null where they cannot be told. */
function namesIn(path: string): string[] | null {
  if (/\.csv$/i.test(path)) return columnsOf(bytesOf(path, 0));
  if (/\.npz$/i.test(path)) return arraysOf(bytesOf(path, Math.max(0, statSync(path).size - LOOK_BYTES)));
  return null;
}

function bytesOf(path: string, from: number): Buffer {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(LOOK_BYTES);
    return buffer.subarray(0, readSync(file, buffer, 0, LOOK_BYTES, from));
  } finally {
    closeSync(file);
  }
}

// Compressed data, UTF-16 and a header without end are for the trainer to speak of.
function columnsOf(bytes: Buffer): string[] | null {
  if (bytes.includes(0) || bytes[0] === 0x1f) return null;
  const [header = ""] = bytes
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/);
  if (header.trim() === "" || header.length === bytes.length) return null;
  const delimiter = [",", ";", "\t"].find((one) => header.includes(one)) ?? ",";
  const cells = header.match(new RegExp(`"(?:[^"]|"")*"|[^${delimiter}]+`, "g")) ?? [];
  return cells.map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .replaceAll('""', '"')
      .trim(),
  );
}

const ENTRY = Buffer.from("PK\x01\x02", "latin1");

// The central directory of the archive: a header of 46 bytes and the name, for each of its files.
function arraysOf(tail: Buffer): string[] | null {
  const names: string[] = [];
  for (let at = tail.indexOf(ENTRY); at !== -1 && at + 46 <= tail.length; at = tail.indexOf(ENTRY, at + 46)) {
    names.push(tail.toString("utf8", at + 46, at + 46 + tail.readUInt16LE(at + 28)).replace(/\.npy$/, ""));
  }
  return names.length === 0 ? null : names;
}
