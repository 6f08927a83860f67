import { stripVTControlCharacters } from "node:util";

/** What a terminal shows of a text: without colours, and without what a backspace or a jump to the line's beginning has written over. */
export function shownText(text: string): string {
  const kept = text.includes(ESCAPE) ? stripVTControlCharacters(afterJump(text)) : text;
  return kept.includes("\b") ? withoutErased(kept) : kept;
}

const ESCAPE = "\u001b";

// "Cursor to column 1", which some bars write in place of a carriage return.
const JUMPS = ["[G", "[0G", "[1G"].map((jump) => ESCAPE + jump);

function afterJump(text: string): string {
  const ends = JUMPS.map((jump) => text.lastIndexOf(jump) + (text.includes(jump) ? jump.length : 1));
  return text.slice(Math.max(0, ...ends));
}

function withoutErased(text: string): string {
  const kept: string[] = [];
  for (const char of text) {
    if (char === "\b") kept.pop();
    else kept.push(char);
  }
  return kept.join("");
}
