import { type Axis, type DiscreteAxis, toUnit } from "../space/axis.ts";

/**
 * A space as finitely many cells a parameter, so that a tree is sets of cells, and a mean over all else a sum. Every parameter has a coordinate here,
 * also where it does not exist; what a point has in such a coordinate is never looked at.
 */
export interface Cells {
  readonly axes: readonly Axis[];
  /** Of each parameter: the shares of [0, 1] that its cells have, sum 1. */
  readonly widths: readonly Float64Array[];
  /** Where each parameter exists. */
  readonly parts: readonly Part[];
  cellOf(parameter: number, u: number): number;
}

/** A part of the space: all points whose coordinates in some parameters are in cells that are allowed (1, else 0). Empty: all of the space. */
export type Part = ReadonlyMap<number, Uint8Array>;

/** What a tree learns from: a row a trial. */
export interface Sample {
  /** The cell of each parameter, -1 where it does not exist; a row a trial. */
  readonly cells: Int16Array;
  readonly values: Float64Array;
}

export function cellsOf(axes: readonly Axis[]): Cells {
  const edges = axes.map((axis) => edgesOf(axis, cutsFor(axis, axes)));
  const cellOf = (parameter: number, u: number) => cellAt(edges[parameter], u);
  const widths = edges.map((at) => at.slice(1).map((edge, cell) => edge - at[cell]));
  return { axes, widths, parts: partsOf(axes, widths, cellOf), cellOf };
}

/** Whether neighbouring cells of a parameter are alike. */
export function isOrdered(axis: Axis): boolean {
  return axis.kind === "continuous" || axis.ordered;
}

// Fine enough for a curve: steps of 1/64 lose 1/4096 of the variance of a straight line.
const MOST_CELLS = 64;

function edgesOf(axis: Axis, cuts: readonly number[]): Float64Array {
  const grid = Array.from({ length: MOST_CELLS + 1 }, (_, i) => i / MOST_CELLS);
  if (axis.kind === "continuous") return Float64Array.from(grid);
  const all = axis.ordered && axis.levels > MOST_CELLS ? grid.map((u) => edgeBefore(axis, u)) : everyEdge(axis);
  return Float64Array.from(new Set([...all, ...cuts])).sort();
}

function everyEdge(axis: DiscreteAxis): number[] {
  return Array.from({ length: axis.levels + 1 }, (_, level) => axis.edge(level));
}

// No level is cut in two: its values all stand in the middle of it.
function edgeBefore(axis: DiscreteAxis, u: number): number {
  return axis.edge(u === 1 ? axis.levels : axis.levelAt(u));
}

// What a condition names is a cell by itself.
function cutsFor(axis: Axis, axes: readonly Axis[]): number[] {
  if (axis.kind === "continuous") return [];
  const named = axes.flatMap(({ parameter }) => parameter.when[axis.parameter.name] ?? []);
  return named.flatMap((value) => [axis.edge(axis.level(value)), axis.edge(axis.level(value) + 1)]);
}

function cellAt(edges: Float64Array, u: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (edges[middle] <= u) low = middle;
    else high = middle - 1;
  }
  return low;
}

function partsOf(axes: readonly Axis[], widths: readonly Float64Array[], cellOf: Cells["cellOf"]): Part[] {
  const indexOf = new Map(axes.map(({ parameter }, index) => [parameter.name, index]));
  const parts: Map<number, Uint8Array>[] = [];
  for (const { parameter } of axes) {
    const part = new Map<number, Uint8Array>();
    for (const [name, values] of Object.entries(parameter.when)) {
      const parent = indexOf.get(name) ?? -1;
      const allowed = new Uint8Array(widths[parent].length);
      for (const value of values) allowed[cellOf(parent, toUnit(axes[parent], value))] = 1;
      // A parent that does not exist allows nothing.
      for (const [ancestor, cells] of [...parts[parent], [parent, allowed] as const]) {
        const known = part.get(ancestor);
        part.set(
          ancestor,
          cells.map((cell, i) => cell & (known?.[i] ?? 1)),
        );
      }
    }
    parts.push(part);
  }
  return parts;
}
