/** The cells of one line of CSV; quotes hold what else would end a cell. */
export function splitCsv(line: string, separator: string): string[] {
  if (separator === " ") return line.trim().split(/\s+/);
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? "";
    if (quoted && char === '"' && line[i + 1] === '"') cell += line[i++];
    else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += char;
  }
  return [...cells, cell].map((text) => text.trim());
}

/** What stands most often between the names of a header; where nothing else does, any space. */
export function separatorOf(header: string): string {
  const counts = [",", ";", "\t", "|"].map((separator) => [separator, header.split(separator).length] as const);
  const [separator, count] = counts.reduce((most, one) => (one[1] > most[1] ? one : most));
  return count === 1 && /\S\s+\S/.test(header) && !header.includes('"') ? " " : separator;
}

/** A cell as a number: null when it is empty, the text itself when it is none, for whoever expects one to refuse. */
export function cellValue(cell: string, decimalComma: boolean): number | string | null {
  if (cell === "" || /^(na|n\/a|none|null)$/i.test(cell)) return null;
  if (/^[+-]?nan$/i.test(cell)) return Number.NaN;
  if (/^[+-]?inf(inity)?$/i.test(cell))
    return cell.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const number = Number(decimalComma && !cell.includes(".") ? cell.replace(",", ".") : cell);
  return Number.isNaN(number) ? cell : number;
}
