import { crc32 } from "node:zlib";
import type { State } from "./checkpoint.ts";

/** A state as it lies in the file, with what the log held when it was written. */
export interface StateRecord extends State {
  readonly log: Log;
}

/** The start of a log: its length in bytes, and its CRC-32. */
export interface Log {
  readonly length: number;
  readonly sum: number;
}

// Words of 32 bits before the vectors: the sum of all that follows, the steps, the log's length and sum, and four of chance.
const WORDS = 8;

/** Bytes of the record of a state with vectors of the same lengths. */
export function recordBytes({ adam, statistics }: State): number {
  return 4 * (WORDS + 3 * adam.weights.length + statistics.length);
}

/** The numbers come back exact to the bit. */
export function encodeRecord({ adam, statistics, random, log }: StateRecord): Uint8Array {
  const bytes = new Uint8Array(recordBytes({ adam, statistics, random }));
  const words = new Uint32Array(bytes.buffer, 0, WORDS);
  words.set([adam.steps, log.length, log.sum, ...random], 1);
  const vectors = new Float32Array(bytes.buffer, 4 * WORDS);
  let at = 0;
  for (const vector of [adam.weights, adam.mean, adam.square, statistics]) {
    vectors.set(vector, at);
    at += vector.length;
  }
  words[0] = crc32(bytes.subarray(4));
  return bytes;
}

/** @param like A state with vectors of the same lengths. @returns Null when the bytes are not a whole record. */
export function decodeRecord(bytes: Uint8Array, like: State): StateRecord | null {
  if (bytes.length !== recordBytes(like)) return null;
  // Copied, because a file's bytes may start where no number can.
  const { buffer } = new Uint8Array(bytes);
  const [sum, steps, length, sumOfLog, ...random] = new Uint32Array(buffer, 0, WORDS);
  if (sum !== crc32(new Uint8Array(buffer, 4))) return null;
  let to = 4 * WORDS;
  const [weights, mean, square, statistics] = [
    like.adam.weights,
    like.adam.mean,
    like.adam.square,
    like.statistics,
  ].map((vector) => {
    to += vector.byteLength;
    return new Float32Array(buffer, to - vector.byteLength, vector.length);
  });
  return { adam: { weights, mean, square, steps }, statistics, random, log: { length, sum: sumOfLog } };
}
