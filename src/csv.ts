/** Rows as RFC 4180 has them: lines end in CR LF, a cell with a comma, a quote or a line break stands in quotes. Null is an empty cell. */
export function csv(rows: readonly (readonly (string | number | boolean | null)[])[]): string {
  return rows
    .map((cells) => `${cells.map((cell) => quoted(cell === null ? "" : String(cell))).join(",")}\r\n`)
    .join("");
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
