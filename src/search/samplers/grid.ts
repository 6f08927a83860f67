import type { Fields } from "../../fields.ts";
import type { HistoryView } from "../history/history.ts";
import { type Axis, axesOf } from "../space/axis.ts";
import { configurations, type Levels } from "../space/configuration.ts";
import type { Space } from "../space/parameter.ts";
import type { Sampler, SamplerKind } from "./sampler.ts";

export interface GridSpec {
  readonly name: "grid";
  readonly seed: number;
  /** Values of each float without a step, evenly spaced on its scale, both ends included; `null` when there is no such float. */
  readonly points: number | null;
}

export const grid: SamplerKind<GridSpec> = { read: readGrid, create: createGrid };

/** Reads the grid's own settings. */
function readGrid(fields: Fields, seed: number, space: Space): GridSpec {
  const endless = space.find((parameter) => parameter.type === "float" && parameter.step === null);
  if (fields.raw("points") !== undefined)
    return { name: "grid", seed, points: fields.integer("points", { min: 2, max: 10_000 }) };
  if (endless !== undefined) {
    fields.mistake(
      "points",
      undefined,
      `is missing; ${endless.name} is a float without a step, so the grid needs a number of points`,
    );
  }
  return { name: "grid", seed, points: null };
}

/**
 * Every configuration of the grid once, in declared order, the last parameter fastest; then says that it is exhausted. Priors change nothing
 * here: all of it is tried.
 */
function createGrid(spec: GridSpec, space: Space): Sampler {
  const axes = axesOf(space);
  const levels = axes.map((axis) => levelsOf(axis, spec.points));
  let walked: HistoryView | null = null;
  let walk = configurations(axes, levels);
  let next = walk.next();
  let passed = 0;
  return {
    suggest(history) {
      // What a history holds it never loses, so the walk need not begin anew while the history is the same one.
      if (walked !== history) {
        walked = history;
        walk = configurations(axes, levels);
        next = walk.next();
        passed = 0;
      }
      for (; !next.done; next = walk.next(), passed++) {
        if (!history.contains(next.value))
          return { kind: "params", params: next.value, why: `grid point ${passed + 1}` };
      }
      return { kind: "exhausted", reason: `each of the ${passed} grid points has had its trial` };
    },
  };
}

function levelsOf(axis: Axis, points: number | null): Levels {
  if (axis.kind === "discrete") return { count: axis.levels, at: axis.value };
  const last = (points ?? 1) - 1;
  return { count: last + 1, at: (index) => axis.fromUnit(last === 0 ? 0.5 : index / last) };
}
