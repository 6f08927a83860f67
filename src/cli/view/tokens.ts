import type { Token } from "../../controller/access/index.ts";
import type { Line } from "./line.ts";
import { table } from "./table.ts";

/** One line a token. `nowMs`: since the Unix epoch. */
export function tokenTable(tokens: readonly Token[], nowMs: number): Line[] {
  if (tokens.length === 0)
    return [["No tokens yet; make one with: macrosweep token create --scope admin --expires 30d"]];
  const rows = tokens.map(({ id, name, scopes, createdMs, expiresMs, revokedMs }): Line[] => [
    [id],
    [name ?? ""],
    [scopes.join(", ")],
    [day(createdMs)],
    revokedMs !== null
      ? [[`revoked ${day(revokedMs)}`, "red"]]
      : expiresMs <= nowMs
        ? [[`expired ${day(expiresMs)}`, "red"]]
        : [`until ${day(expiresMs)}`],
  ]);
  return table(COLUMNS, rows);
}

const COLUMNS = [
  { title: "id", align: "left" },
  { title: "name", align: "left" },
  { title: "scopes", align: "left" },
  { title: "made", align: "left" },
  { title: "counts", align: "left" },
] as const;

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
