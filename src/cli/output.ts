import { config } from "./config.ts";
import { type Line, paint } from "./view/line.ts";

/** Lines for people, on stdout; coloured on a terminal. */
export function printLines(lines: readonly Line[]): void {
  const colours = coloursOn(process.stdout);
  process.stdout.write(lines.map((line) => `${paint(line, colours)}\n`).join(""));
}

/** One JSON object on one line of stdout. */
export function printJson(shape: object): void {
  process.stdout.write(`${JSON.stringify(shape)}\n`);
}

/** Whether colours would be seen, and are wanted. */
export function coloursOn(stream: { readonly isTTY?: boolean }): boolean {
  return Boolean(stream.isTTY) && !config.noColour && !config.dumbTerminal;
}
