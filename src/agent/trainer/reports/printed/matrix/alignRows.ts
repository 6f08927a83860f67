/** A row of a table as it is printed; its label is empty where it has none. */
export interface LabelledRow {
  readonly label: string;
  readonly cells: readonly number[];
}

/**
 * The square matrix of a table, true classes in rows: columns in the order of the rows by their names, zeros for a class that has no column or
 * no row, without sums at the margins, and turned where the names of the axes say that the rows are predictions. Null where it is no square.
 */
export function alignRows(
  rows: readonly LabelledRow[],
  heads: readonly (readonly string[])[],
  width: number,
): { rows: number[][]; names: string[] } | null {
  const labels = rows.map(({ label }) => label);
  const columns = columnNames(heads, width);
  const turned = rowsArePredictions(heads, width);
  const unnamed = () => (rows.length === width ? { rows: turn(cellsOf(rows), turned), names: [] } : null);
  if (labels.includes("") || columns === null || new Set(labels).size < labels.length) return unnamed();
  const isMargin = (name: string) => MARGIN.test(name) && labels.at(-1) === name && columns.at(-1) === name;
  const names = [...new Set([...labels, ...columns])].filter((name) => !isMargin(name));
  // Other words above than beside the rows: they are no names of the same classes.
  if (!columns.some((name) => labels.includes(name))) return unnamed();
  const ordered = sorted(names, labels, columns);
  const square = ordered.map((row) => {
    const cells = rows[labels.indexOf(row)]?.cells;
    return ordered.map((column) => cells?.[columns.indexOf(column)] ?? 0);
  });
  const numbers = ordered.every((name) => /^\d+(\.0)?$/.test(name));
  return { rows: turn(square, turned), names: numbers ? [] : ordered };
}

function cellsOf(rows: readonly LabelledRow[]): number[][] {
  return rows.map(({ cells }) => [...cells]);
}

const MARGIN = /^(all|total|sum)s?$/i;

// A class that only the columns have comes last, but for numbers, which have their order.
function sorted(names: string[], labels: readonly string[], columns: readonly string[]): string[] {
  if (names.every((name) => /^\d+(\.0)?$/.test(name))) return [...names].sort((a, b) => Number(a) - Number(b));
  return labels.length >= columns.length
    ? names
    : [...columns, ...labels].filter((name, i, all) => names.includes(name) && all.indexOf(name) === i);
}

/** The names above the columns; null where there are none, or they cannot be told from each other. */
function columnNames(heads: readonly (readonly string[])[], width: number): string[] | null {
  const head = heads.findLast((words) => words.length >= width);
  const names = head?.slice(-width) ?? [];
  return names.length === width && new Set(names).size === width ? names : null;
}

/**
 * The line with the names may begin with the name of an axis: of the columns in pandas, where a line with that of the rows follows; of the rows
 * in R, where that of the columns stands above.
 */
function rowsArePredictions(heads: readonly (readonly string[])[], width: number): boolean {
  const at = heads.findLastIndex((words) => words.length >= width);
  const beside = heads[at]?.slice(0, -width).join(" ") ?? "";
  const above = at > 0 ? (heads[at - 1]?.join(" ") ?? "") : "";
  const below = heads[at + 1]?.join(" ") ?? "";
  if (below !== "") return PREDICTED.test(below) && !TRUE.test(below);
  return PREDICTED.test(beside) && TRUE.test(above) && !PREDICTED.test(above);
}

const PREDICTED = /\bpred/i;
const TRUE = /\b(true|truth|actual|reference|gold|target|expected)/i;

function turn(rows: number[][], turned: boolean): number[][] {
  return turned ? rows.map((_, i) => rows.map((row) => row[i] ?? 0)) : rows;
}
