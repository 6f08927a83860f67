import { FileFormat } from "../../../../gen/macrosweep/v1/agent.ts";

/** What a report file is, by its name and its first lines; null while too little is there to tell. `value`: the name that is looked for in it. */
export function formatOf(path: string, begin: string, value: string | undefined, ended: boolean): FileFormat | null {
  const text = begin.replace(/^\uFEFF/, "").trimStart();
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const [first = "", ...rest] = text.split("\n");
  if (/\.(csv|tsv)$/.test(name)) return FileFormat.CSV;
  if (name.endsWith(".json")) return FileFormat.JSON;
  if (rest.length === 0 && !ended) return null;
  // A text over several lines, indented for people.
  if (/^[[{]\s*$/.test(first)) return FileFormat.JSON;
  if (MLFLOW.test(first.trim())) return FileFormat.MLFLOW;
  const isHeader =
    value !== undefined && [/[,;\t|]/, /\s+/].some((gap) => first.split(gap).some((cell) => bare(cell) === value));
  return isHeader && !first.startsWith("{") ? FileFormat.CSV : FileFormat.JSONL;
}

/** Milliseconds, value, step. */
export const MLFLOW = /^(\d{9,})\s+(\S+)\s+(-?\d+)$/;

function bare(cell: string): string {
  return cell.trim().replace(/^"|"$/g, "");
}
