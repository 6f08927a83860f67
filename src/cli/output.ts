import { fstatSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { config } from "./config.ts";
import { onOutputError, outputWritten } from "./outputError.ts";
import { type Line, paint } from "./view/line.ts";

/** Lines for people, on stdout; coloured on a terminal. */
export function printLines(lines: readonly Line[]): void {
  const colours = coloursOn(process.stdout);
  writeOut(process.stdout, lines.map((line) => `${paint(line, colours)}\n`).join(""));
}

/** Lines for people beside a result: with `json` on stderr, for stdout is kept for it. */
export function printNotes(lines: readonly Line[], json: boolean): void {
  const out = json ? process.stderr : process.stdout;
  writeOut(out, lines.map((line) => `${paint(line, coloursOn(out))}\n`).join(""));
}

/** One JSON object on one line of stdout. */
export function printJson(shape: object): void {
  writeOut(process.stdout, `${JSON.stringify(shape)}\n`);
}

/** One JSON object a line, in few writes. */
export function printJsonLines(shapes: readonly object[]): void {
  for (let from = 0; from < shapes.length; from += LINES_A_WRITE) {
    const lines = shapes.slice(from, from + LINES_A_WRITE).map((shape) => `${JSON.stringify(shape)}\n`);
    writeOut(process.stdout, lines.join(""));
  }
}

const LINES_A_WRITE = 500;

/**
 * Writes to stdout or stderr, where errors are `onOutputError`'s. In a file each write stands for itself: Node's own stream would end with its first
 * error, and a disk has room again some time.
 */
export function writeOut(stream: OutputStream, text: string): void {
  const { fd } = stream;
  if (fd === undefined || !isFile(fd)) {
    stream.write(text);
    return;
  }
  try {
    for (let bytes = Buffer.from(text); bytes.length > 0; ) bytes = bytes.subarray(writeSync(fd, bytes));
    outputWritten();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    onOutputError(error);
  }
}

/** stdout, stderr or what stands for them in a test. */
export interface OutputStream {
  readonly fd?: number;
  write(text: string): unknown;
}

// Devices such as /dev/full are written like files; terminals are not.
function isFile(fd: number): boolean {
  try {
    const kind = fstatSync(fd);
    return kind.isFile() || (kind.isCharacterDevice() && !isatty(fd));
  } catch {
    return false;
  }
}

/** Whether colours would be seen, and are wanted. */
export function coloursOn(stream: { readonly isTTY?: boolean }): boolean {
  return Boolean(stream.isTTY) && !config.noColour && !config.dumbTerminal;
}
