import { invalid, type Mistake } from "../../error.ts";
import { Fields } from "../../fields.ts";
import type { SearchBudget } from "../history/history.ts";
import type { Direction } from "../history/loss.ts";
import { type PrunerSpec, readPruner } from "../pruners/index.ts";

/** A field that is a direction; left out: "maximize". */
export function readDirection(fields: Fields): Direction {
  return fields.choice("direction", ["maximize", "minimize"], "maximize");
}

/** A field that is a pruner, as people write it or with everything filled in; left out: `auto`. */
export function readPrunerOf(fields: Fields, maxStep: number, budget: SearchBudget, mistakes: Mistake[]): PrunerSpec {
  return readPruner(fields.raw("pruner"), maxStep, fields.path("pruner"), mistakes, budget);
}

/** What a reader makes of the fields of one object. @throws SweepError `invalid` with everything that is wrong */
export function readAll<T>(raw: unknown, path: string, read: (fields: Fields, mistakes: Mistake[]) => T): T {
  const mistakes: Mistake[] = [];
  const fields = new Fields(raw, path, mistakes);
  const value = read(fields, mistakes);
  fields.end();
  if (mistakes.length > 0) throw invalid(mistakes);
  return value;
}
