import { type Line, type Span, widthOf } from "./line.ts";

/** Groups of text on as few lines as have room for them in so many columns, two blanks between; a group stays on one line. */
export function flow(groups: readonly Line[], columns: number, indent = ""): Line[] {
  const lines: Span[][] = [];
  for (const group of groups) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 2 + widthOf(group) <= columns) last.push("  ", ...group);
    else lines.push([indent, ...group]);
  }
  return lines;
}
