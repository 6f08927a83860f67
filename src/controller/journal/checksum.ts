import { createHash } from "node:crypto";

/**
 * Checksum of one append: of its events, where they stand, and the checksum before it in the same sweep, so that none can be changed, moved or left
 * out unseen. 16 hexadecimal digits of SHA-256: against bad disks, not against people. `previous`: empty for the first one.
 */
export function chained(previous: string, sweep: string, seq: number, events: string): string {
  return digest(`${previous}\n${sweep}\n${seq}\n${events}`);
}

/** Checksum of what is kept beside a sweep: its last number, the last checksum of its chain, and whether it is over. */
export function summed(sweep: string, lastSeq: number, head: string, over: number): string {
  return digest(`${sweep}\n${lastSeq}\n${head}\n${over}`);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
