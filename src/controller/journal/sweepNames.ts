import Database from "better-sqlite3";

/** One sweep of a journal's file. */
export interface NamedSweep {
  readonly id: number;
  readonly name: string;
}

/**
 * The sweeps of a file in the order of their creation, also where the table of sweeps is damaged: then what can still be read of it, and of the index
 * of its names, which holds the same once more elsewhere in the file.
 */
export function sweepNames(db: Database.Database): NamedSweep[] {
  const read = readRows(db, TABLE);
  if (read.isWhole) return read.rows;
  const index = readRows(db, INDEX);
  const known = new Set(read.rows.map(({ id }) => id));
  return [...read.rows, ...index.rows.filter(({ id }) => !known.has(id))].toSorted((a, b) => a.id - b.id);
}

/** Whether the table of sweeps and the index of its names can be read, and say the same. */
export function areNamesWhole(db: Database.Database): boolean {
  const [table, index] = [readRows(db, TABLE), readRows(db, INDEX)];
  const names = new Map(table.rows.map(({ id, name }) => [id, name]));
  const isSame = table.rows.length === index.rows.length && index.rows.every(({ id, name }) => names.get(id) === name);
  return table.isWhole && index.isWhole && isSame;
}

const TABLE = "SELECT id, name FROM sweep NOT INDEXED ORDER BY id";
const INDEX = "SELECT id, name FROM sweep INDEXED BY sqlite_autoindex_sweep_1 ORDER BY name";

/** Of appends whose sweep stands in neither, by its number: what their first event calls it. */
export function namelessSweeps(db: Database.Database, named: readonly NamedSweep[]): NamedSweep[] {
  const known = new Set(named.map(({ id }) => id));
  const ids = readRows(db, "SELECT DISTINCT sweep AS id, '' AS name FROM entry ORDER BY sweep").rows;
  return ids.filter(({ id }) => !known.has(id)).map(({ id }) => ({ id, name: ownName(db, id) ?? `sweep-${id}` }));
}

/** What the first event of a sweep calls it; null when that cannot be read. */
export function ownName(db: Database.Database, id: number): string | null {
  try {
    const first = db.prepare<[number], string>("SELECT events FROM entry WHERE sweep = ? ORDER BY seq LIMIT 1");
    const [created] = JSON.parse(first.pluck().get(id) ?? "[]");
    if (created?.kind === "scheduleTaken") return `schedule/${created.name}`;
    if (created?.kind === "reportDue") return `report/${created.id}`;
    return created?.kind === "sweepCreated" ? String(created.spec.name) : null;
  } catch {
    return null;
  }
}

/** The rows up to the first that cannot be read. */
function readRows(db: Database.Database, sql: string): { rows: NamedSweep[]; isWhole: boolean } {
  const rows: NamedSweep[] = [];
  try {
    for (const { id, name } of db.prepare<[], NamedSweep>(sql).iterate()) {
      if (typeof name === "string") rows.push({ id, name });
    }
    return { rows, isWhole: true };
  } catch (error) {
    const isDamage = error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|IOERR)/.test(error.code);
    if (!isDamage) throw error;
    return { rows, isWhole: false };
  }
}
