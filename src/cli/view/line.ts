import { stripVTControlCharacters } from "node:util";

/** A line of text in pieces, each with its style, so that it can be measured and cut before it is coloured. */
export type Line = readonly Span[];
export type Span = string | readonly [text: string, style: Style];
export type Style = keyof typeof CODES;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/**
 * The line as a terminal takes it: without control characters of others, cut to so many columns where a number is given, and with
 * colours where they are wanted.
 */
export function paint(line: Line, colours: boolean, columns = Number.POSITIVE_INFINITY): string {
  let room = columns;
  let painted = "";
  for (const span of line) {
    const [text, style] = typeof span === "string" ? [span, null] : span;
    const letters = [...printable(text)].slice(0, room);
    room -= letters.length;
    const shown = letters.join("");
    painted += style !== null && colours && shown !== "" ? `\x1b[${CODES[style]}m${shown}\x1b[0m` : shown;
  }
  return painted.trimEnd();
}

/** Letters of a line, as many as columns for all but the wide scripts. */
export function widthOf(line: Line): number {
  return line.reduce((width, span) => width + [...printable(typeof span === "string" ? span : span[0])].length, 0);
}

// Reasons and params come from trainers and documents: they must not move the cursor or begin a line of their own.
function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/:\s*[\r\n]+\s*/g, ": ")
    .replace(/\s*[\r\n]+\s*/g, " | ")
    .replace(/\p{Cc}/gu, " ");
}
