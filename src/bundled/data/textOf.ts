import { TextDecoder } from "node:util";
import { SweepError } from "../../error.ts";

/** How text stands in bytes: by its byte order mark, else UTF-8, or as the document says, in a name of the WHATWG Encoding Standard. */
export type Encoding = string;

/** A piece of text. */
export interface Text {
  readonly text: string;
  /** Whether some of its bytes are no text in this encoding, which then are U+FFFD, or are 0. */
  readonly broken: boolean;
}

/**
 * Text out of bytes, strictly: where bytes are none, the piece says so. A byte order mark is left out.
 *
 * @throws SweepError `invalid` for an encoding that is not known.
 */
export async function* textOf(
  bytes: AsyncIterable<Buffer>,
  encoding: Encoding | null,
  path: string,
): AsyncGenerator<Text> {
  let decoder: TextDecoder | null = null;
  for await (const piece of bytes) {
    decoder ??= decoderOf(encoding ?? markedAs(piece), path);
    const text = decoder.decode(piece, { stream: true });
    if (text !== "") yield { text, broken: isBroken(text) };
  }
  const rest = decoder?.decode() ?? "";
  if (rest !== "") yield { text: rest, broken: isBroken(rest) };
}

/** What stands for bytes that are no text. Where it stands in a file itself, another program could not read that character. */
export const REPLACEMENT = "\uFFFD";

/** Whether a text, or a field of it, has what is no text. */
export function isBroken(text: string): boolean {
  return text.includes(REPLACEMENT) || text.includes("\0");
}

function markedAs(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  return start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : "utf-8";
}

function decoderOf(encoding: string, path: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (cause) {
    const rule = "must be the name of an encoding, such as utf-8, windows-1252, utf-16le or shift_jis";
    throw new SweepError("invalid", `--encoding: ${JSON.stringify(encoding)} ${rule} (${path})`, { cause });
  }
}
