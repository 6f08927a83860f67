import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AdamState } from "./optimizer/adam.ts";

/** Everything that the epochs to come depend on. */
export interface Checkpoint {
  /** The report of every epoch done; their number is the number of epochs. */
  readonly reports: readonly string[];
  /** Macro-F1 on the validation rows after each of them. */
  readonly macroF1s: readonly number[];
  readonly adam: AdamState;
  /** Running statistics of the batch norms. */
  readonly statistics: Float32Array;
  /** State of the trial's stream of chance. */
  readonly random: readonly number[];
}

/**
 * Writes the checkpoint over the last one, whole or not at all (also when the process is killed in between).
 *
 * @param of Identifies what is trained: `readCheckpoint` takes no other.
 */
export function writeCheckpoint(dir: string, of: string, { adam, statistics, ...rest }: Checkpoint): void {
  const stored: Stored = {
    of,
    ...rest,
    steps: adam.steps,
    weights: encode(adam.weights),
    mean: encode(adam.mean),
    square: encode(adam.square),
    statistics: encode(statistics),
  };
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
  const { reports, macroF1s, random, steps, weights, mean, square, statistics } = stored;
  return {
    reports,
    macroF1s,
    random,
    adam: { steps, weights: decode(weights), mean: decode(mean), square: decode(square) },
    statistics: decode(statistics),
  };
}

/** In the file: base64 of the bytes of 32-bit floats where the checkpoint has vectors, so that they come back exact to the bit. */
interface Stored extends Omit<Checkpoint, "adam" | "statistics"> {
  readonly of: string;
  readonly steps: number;
  readonly weights: string;
  readonly mean: string;
  readonly square: string;
  readonly statistics: string;
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
