import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The files with the messages of a stream below the folder of a nats-server, in their order. */
export function blocksOf(folder: string, stream: string): string[] {
  const messages = join(folder, "jetstream", "$G", "streams", stream, "msgs");
  const number = (name: string) => Number(name.split(".")[0]);
  return readdirSync(messages)
    .filter((name) => name.endsWith(".blk"))
    .sort((a, b) => number(a) - number(b))
    .map((name) => join(messages, name));
}

/** Flips one bit of a file: `bit` of the byte `at`. */
export function flipBit(file: string, at: number, bit: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  writeFileSync(file, bytes);
}
