import { expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { type Cells, cellsOf } from "../../../src/search/importance/cells.ts";
import { marginalsOf } from "../../../src/search/importance/marginals.ts";
import { pointsIn, predict, spreadPoints } from "../../../src/search/importance/points.ts";
import { growTree, type Tree } from "../../../src/search/importance/tree.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import type { Space } from "../../../src/search/space/parameter.ts";
import { conditional, drawn } from "./drawn.ts";

const space: Space = [
  { name: "kind", type: "categorical", values: ["x", "y", "z"], when: {} },
  { name: "depth", type: "int", min: 1, max: 4, scale: "log", step: 1, when: { kind: ["x", "y"] } },
  { name: "tail", type: "categorical", values: [true, false], when: { depth: [2, 3] } },
];

// Trials that have what they have by chance, with values by chance: a tree of many forks.
function grown(cells: Cells): Tree {
  const random = stream(3);
  const levels = cells.widths.map(({ length }) => length);
  const rows = Array.from({ length: 60 }, () => {
    const [kind, depth, tail] = levels.map((count) => random.integer(count));
    const deep = kind! < 2 ? depth! : -1;
    return [kind!, deep, deep === 1 || deep === 2 ? tail! : -1];
  });
  const sample = { cells: Int16Array.from(rows.flat()), values: Float64Array.from(rows, () => random.next()) };
  return growTree(cells, sample, Int32Array.from(rows.keys()), 1);
}

it("the mean of a tree by each value of a parameter is that over all points of the part where it exists", () => {
  const cells = cellsOf(axesOf(space));
  const tree = grown(cells);
  // Every point of this space, and how much of [0, 1]³ it has.
  const points = everyPoint(cells).map((at) => ({
    at,
    weight: at.reduce((product, cell, index) => product * cells.widths[index]![cell]!, 1),
    value: predict(tree, Int16Array.from(at), at.length)[0]!,
  }));
  const exists = [
    () => true,
    ([kind]: number[]) => kind! < 2,
    ([kind, depth]: number[]) => kind! < 2 && (depth === 1 || depth === 2),
  ];
  marginalsOf(cells, tree).forEach((marginal, parameter) => {
    marginal.forEach((mean, cell) => {
      const among = points.filter(({ at }) => at[parameter] === cell && exists[parameter]!(at));
      const weight = among.reduce((sum, point) => sum + point.weight, 0);
      expect(mean).toBeCloseTo(among.reduce((sum, point) => sum + point.weight * point.value, 0) / weight, 12);
    });
  });
});

it("no fork asks for a value that does not exist", () => {
  const cells = cellsOf(axesOf(space));
  const asked: string[] = [];
  const walk = (node: Tree, known: Record<number, number[]>): void => {
    if (node.kind === "leaf") return;
    for (const [ancestor, allowed] of cells.parts[node.parameter]!) {
      const outside = known[ancestor]!.filter((cell) => allowed[cell] === 0);
      asked.push(...outside.map((cell) => `${node.parameter} where ${ancestor} is ${cell}`));
    }
    const inside = known[node.parameter]!;
    walk(node.left, { ...known, [node.parameter]: inside.filter((cell) => node.goesLeft[cell] === 1) });
    walk(node.right, { ...known, [node.parameter]: inside.filter((cell) => node.goesLeft[cell] !== 1) });
  };
  const tree = grown(cells);
  walk(tree, Object.fromEntries(cells.widths.map((widths, index) => [index, [...widths.keys()]])));
  expect(JSON.stringify(tree)).toContain('"parameter":2');
  expect(asked).toEqual([]);
});

it("finds a parameter behind a parent that by itself changes nothing", () => {
  const { points, values } = drawn(conditional, 200, 1);
  const cells = cellsOf(axesOf(conditional.space));
  const inCells = Int16Array.from(points, (u, i) => (Number.isNaN(u) ? -1 : cells.cellOf(i % 3, u)));
  const tree = growTree(cells, { cells: inCells, values }, Int32Array.from(values.keys()), 5);
  expect(tree).toMatchObject({ parameter: 0, goesLeft: Uint8Array.of(0, 1, 1, 0), left: { parameter: 1 } });
});

it("what a condition names is a cell by itself, however many values its parent has", () => {
  const wide: Space = [
    { name: "units", type: "int", min: 1, max: 1000, scale: "linear", step: 1, when: {} },
    { name: "x", type: "float", min: 0, max: 1, scale: "linear", step: null, when: { units: [17, 500] } },
  ];
  const cells = cellsOf(axesOf(wide));
  const part = cells.parts[1]!.get(0)!;
  const widths = cells.widths[0]!.filter((_, cell) => part[cell] === 1);
  expect(widths).toHaveLength(2);
  for (const width of widths) expect(width).toBeCloseTo(1 / 1000, 12);
});

it("points of a part are in it, and spread over it as evenly as over the space", () => {
  const cells = cellsOf(axesOf(space));
  const points = pointsIn(cells, cells.parts[2]!, spreadPoints(3, 256, stream(1)));
  const counts = new Map<string, number>();
  for (let i = 0; i < points.length; i += 3) {
    const place = `${points[i]} ${points[i + 1]}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  expect([...counts.keys()].toSorted()).toEqual(["0 1", "0 2", "1 1", "1 2"]);
  const [two, three] = [cells.widths[1]![1]!, cells.widths[1]![2]!];
  expect(Math.abs(counts.get("0 1")! - (128 * two) / (two + three))).toBeLessThan(4);
});

function everyPoint(cells: Cells): number[][] {
  return cells.widths.reduce<number[][]>(
    (points, { length }) => points.flatMap((at) => Array.from({ length }, (_, cell) => [...at, cell])),
    [[]],
  );
}
