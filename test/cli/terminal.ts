/**
 * What a terminal shows after it was sent `text`: its rows, without blanks at their ends. Understands what the live view uses: line
 * feeds, cursor up and home, clearing to the end of the line and of the screen; it fails on anything else but modes and colours.
 */
export function shownBy(text: string): string[] {
  const rows: string[] = [""];
  let row = 0;
  let column = 0;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "\n") {
      row += 1;
      column = 0;
      rows[row] ??= "";
    } else if (token === "\r") {
      column = 0;
    } else if (!token.startsWith("\x1b[")) {
      rows[row] = rows[row]!.slice(0, column).padEnd(column) + token + rows[row]!.slice(column + 1);
      column += 1;
    } else if (token.endsWith("A")) {
      row -= Number(token.slice(2, -1));
    } else if (token === "\x1b[H") {
      row = 0;
      column = 0;
    } else if (token.endsWith("K")) {
      rows[row] = rows[row]!.slice(0, column);
    } else if (token === "\x1b[J") {
      rows.length = row + 1;
      rows[row] = rows[row]!.slice(0, column);
    } else if (!/[mhl]$/.test(token)) {
      throw new Error(`a terminal would not be sent ${JSON.stringify(token)}`);
    }
  }
  return rows.map((line) => line.trimEnd());
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this reads.
const TOKENS = /\x1b\[\??[\d;]*[A-Za-z]|[\s\S]/gu;
