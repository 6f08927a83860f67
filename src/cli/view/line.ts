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
    const shown = start(printable(text), room);
    room -= columnsOf(shown);
    painted += style !== null && colours && shown !== "" ? `\x1b[${CODES[style]}m${shown}\x1b[0m` : shown;
  }
  return painted.trimEnd();
}

/** Columns that a line takes. */
export function widthOf(line: Line): number {
  return line.reduce((width, span) => width + columnsOf(printable(typeof span === "string" ? span : span[0])), 0);
}

/** Columns that a text takes on a terminal: two for a letter of the wide scripts, none for what joins the letter before it or moves nothing. */
export function columnsOf(text: string): number {
  return [...stripVTControlCharacters(text)].reduce((width, letter) => width + letterWidth(letter), 0);
}

function letterWidth(letter: string): number {
  if (letter <= "~") return 1;
  if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(letter)) return 0;
  return WIDE.test(letter) ? 2 : 1;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u;

// As much of the start of a text as has room.
function start(text: string, room: number): string {
  let width = 0;
  let shown = "";
  for (const letter of text) {
    width += letterWidth(letter);
    if (width > room) break;
    shown += letter;
  }
  return shown;
}

// Letters that turn the direction of what stands around them: a name must not show another than it is.
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

// Reasons and params come from trainers and documents: they must not move the cursor or begin a line of their own.
function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(TURNS, "")
    .replace(/:\s*[\r\n]+\s*/g, ": ")
    .replace(/\s*[\r\n]+\s*/g, " | ")
    .replace(/\p{Cc}/gu, " ");
}
