import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/** A token as its owner has it: `msw_`, eight hex digits that may be told, 50 characters that may not, and 7 of a checksum. */
export interface Secret {
  /** Stands in lists and logs. */
  readonly id: string;
  /** The whole token. Shown once. */
  readonly text: string;
}

// By it, and by the checksum, scanners of repositories and logs know a token without a doubt.
const TOKEN = /^(msw_([0-9a-f]{8})_[0-9a-z]{50})([0-9a-z]{7})$/;

/** Draws a token; its secret part has 256 bits. */
export function drawSecret(): Secret {
  const id = randomBytes(4).toString("hex");
  const bits = BigInt(`0x${randomBytes(32).toString("hex")}`);
  const body = `msw_${id}_${bits.toString(36).padStart(50, "0")}`;
  return { id, text: body + checksumOf(body) };
}

/** What is written like a token, whether anybody knows it or not; null for anything else, whatever its length. */
export function readSecret(text: string): Secret | null {
  const [, body = "", id = "", checksum = ""] = TOKEN.exec(text) ?? [];
  return body !== "" && checksum === checksumOf(body) ? { id, text } : null;
}

/** What is kept of it, as hex. A secret of 256 random bits needs no slow hash. */
export function hashOf({ text }: Secret): string {
  return createHash("sha256").update(text).digest("hex");
}

function checksumOf(body: string): string {
  return crc32(body).toString(36).padStart(7, "0");
}
