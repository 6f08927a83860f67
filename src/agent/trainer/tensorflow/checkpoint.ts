import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AdamState } from "./adam.ts";

/** Everything that the epochs to come depend on. */
export interface Checkpoint {
  /** The report of every epoch done; their number is the number of epochs. */
  readonly reports: readonly string[];
  readonly adam: AdamState;
  /** State of the trial's stream of chance. */
  readonly random: readonly number[];
  /** Best macro-F1 so far, and the epoch that had it. */
  readonly best: { readonly macroF1: number; readonly epoch: number };
}

/**
 * Writes the checkpoint over the last one, whole or not at all (also when the process is killed in between).
 *
 * @param of Identifies what is trained: `readCheckpoint` takes no other.
 */
export function writeCheckpoint(dir: string, of: string, { adam, ...rest }: Checkpoint): void {
  const { weights, mean, square, steps } = adam;
  const stored = { of, ...rest, steps, weights: encode(weights), mean: encode(mean), square: encode(square) };
  writeFileSync(`${fileIn(dir)}.new`, JSON.stringify(stored));
  renameSync(`${fileIn(dir)}.new`, fileIn(dir));
}

/**
 * The last checkpoint; null when there is none, when it is of something else (another version, other data or params), or when a power
 * loss tore it. Training then starts again, which costs time and changes nothing.
 */
export function readCheckpoint(dir: string, of: string): Checkpoint | null {
  const stored = parse(dir);
  if (stored?.of !== of) return null;
  const { reports, random, best, steps, weights, mean, square } = stored;
  return {
    reports,
    random,
    best,
    adam: { steps, weights: decode(weights), mean: decode(mean), square: decode(square) },
  };
}

/** In the file: base64 of the bytes of 32-bit floats where the checkpoint has vectors, so that they come back exact to the bit. */
interface Stored extends Omit<Checkpoint, "adam"> {
  readonly of: string;
  readonly steps: number;
  readonly weights: string;
  readonly mean: string;
  readonly square: string;
}

function parse(dir: string): Stored | null {
  try {
    // Only `writeCheckpoint` writes this file; `of` tells its other versions apart.
    return JSON.parse(readFileSync(fileIn(dir), "utf8")) as Stored;
  } catch (error) {
    if (error instanceof SyntaxError || isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function fileIn(dir: string): string {
  return join(dir, "checkpoint.json");
}

function encode(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}

function decode(text: string): Float32Array {
  // A copy, because a Buffer may start where no float can.
  return new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
}
