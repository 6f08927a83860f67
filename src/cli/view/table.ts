import { type Line, type Span, widthOf } from "./line.ts";

export interface Column {
  readonly title: string;
  /** Numbers align at the right. */
  readonly align: "left" | "right";
}

/** Lines of a table, its titles first, every column as wide as its widest cell, two blanks between. One row is one cell a column. */
export function table(columns: readonly Column[], rows: readonly (readonly Line[])[], indent = ""): Line[] {
  const titles: Line[] = columns.map(({ title }) => [[title, "dim"]]);
  const widths = columns.map((_, c) => Math.max(...[titles, ...rows].map((row) => widthOf(row[c] ?? []))));
  return [titles, ...rows].map((row) => {
    const cells = columns.map(({ align }, c) => aligned(row[c] ?? [], widths[c] ?? 0, align));
    return [indent, ...cells.flatMap((cell, c): Span[] => (c === 0 ? [...cell] : ["  ", ...cell]))];
  });
}

function aligned(cell: Line, width: number, align: Column["align"]): Line {
  const blanks = " ".repeat(width - widthOf(cell));
  return align === "left" ? [...cell, blanks] : [blanks, ...cell];
}
