import type { Counts } from "../../../metrics/counts.ts";
import type { CountsShape } from "../../../shapes/answers.ts";
import { classesOf } from "./classView.ts";

/** Counts with the scores of each class. `names` null: the classes are numbered. */
export function viewCounts(
  counts: Counts,
  names: readonly string[] | null,
): Pick<CountsShape, "classes" | "confusion" | "perClass"> {
  const perClass = classesOf(counts, names);
  return {
    classes: perClass.map((score) => score.class),
    confusion: counts.kind === "confusion" ? rowsOf(counts.cells, counts.classes) : null,
    perClass,
  };
}

function rowsOf(cells: readonly number[], classes: number): number[][] {
  return Array.from({ length: classes }, (_, row) => cells.slice(row * classes, (row + 1) * classes));
}
