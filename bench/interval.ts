import type { Counts } from "../src/metrics/counts.ts";
import { FORMULAS } from "../src/metrics/formulas.ts";
import { interval } from "../src/metrics/interval.ts";
import { measure, readMetric } from "../src/metrics/metric.ts";
import { tally } from "../src/metrics/tally.ts";
import { drawCells, expectedCells, generator, populationOf, type Setting } from "../test/metrics/drawnMatrices.ts";
import { atLeast, atMost, type Bar, median } from "./bar.ts";
import { mean } from "./mean.ts";
import { comparePossible } from "./possible.ts";

/**
 * How often the 95 % interval of macro-F1 holds the truth, over a grid of supports, recalls, false alarms and classes, and what it costs. Prints the
 * table of docs/statistics.md.
 */
export async function bench(): Promise<Bar[]> {
  const costs = [3, 10, 30, 100].map((classes) =>
    atMost(`standard error and interval, ${classes} classes, CPU`, microsecondsOf(classes, classes - 1), "us", 50),
  );
  const costsBesideOne = [3, 10, 30].map((classes) =>
    atMost(`standard error and interval, ${classes} classes, one rare, CPU`, microsecondsOf(classes, 1), "us", 50),
  );
  const settings = CLASSES.flatMap((classes) =>
    SUPPORTS.flatMap((support) =>
      RECALLS.flatMap((recall) =>
        ALARMS.flatMap((alarms) =>
          [...new Set([1, classes - 1])].map((rare) => ({ classes, rare, support, recall, alarms })),
        ),
      ),
    ),
  );
  const covered = new Map(settings.map((setting) => [setting, coverageOf(setting, "confusion")]));
  const byClass = new Map(settings.map((setting) => [setting, coverageOf(setting, "perClass")]));
  for (const [kind, all] of [
    ["confusion counts", covered],
    ["counts by class", byClass],
  ] as const) {
    console.log(`\n${kind}\n| rows of a rare class | ${RECALLS.map((recall) => `recall ${recall}`).join(" | ")} |`);
    console.log(`|${"---|".repeat(RECALLS.length + 1)}`);
    for (const support of SUPPORTS) {
      const cells = RECALLS.map((recall) => {
        const values = settings
          .filter((setting) => setting.support === support && setting.recall === recall)
          .map((setting) => all.get(setting) ?? Number.NaN);
        return `${mean(values).toFixed(3)} (${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)})`;
      });
      console.log(`| ${support} | ${cells.join(" | ")} |`);
    }
    const values = [...all.values()];
    const share = (holds: (coverage: number) => boolean) => (values.filter(holds).length / values.length).toFixed(2);
    console.log(
      `${values.length} settings: below .93 ${share((c) => c < 0.93)}, below .91 ${share((c) => c < 0.91)}, above .97 ${share((c) => c > 0.97)}`,
    );
  }
  const [all, all2] = [[...covered.values()], [...byClass.values()]];
  return [
    atLeast("mean coverage of the 95 % interval", mean(all), "", 0.94),
    atMost("mean coverage of the 95 % interval", mean(all), "", 0.96),
    atLeast("mean coverage from counts by class", mean(all2), "", 0.94),
    atMost("settings covered below .91", all.filter((c) => c < 0.91).length / all.length, "of all", 0.01),
    ...costs,
    ...costsBesideOne,
    ...comparePossible(intervalOf),
  ];
}

const CLASSES = [2, 3, 5, 10];
const SUPPORTS = [2, 4, 8, 10, 30, 100, 1_000];
const RECALLS = [0.25, 0.5, 0.8, 0.95, 0.99];
const ALARMS = [0, 0.002, 0.02];
const DRAWS = 1_000;

const macroF1 = readMetric("macroF1");

function coverageOf(setting: Setting, kind: Counts["kind"]): number {
  const population = populationOf(setting);
  const { classes } = setting;
  const expected: Counts = { kind: "confusion", classes, cells: expectedCells(population) };
  const truth = FORMULAS.macroF1.expand(tally(expected)).value;
  const random = generator(1);
  let inside = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const cells: Counts = { kind: "confusion", classes, cells: drawCells(population, random) };
    const [low, high] = intervalOf(kind === "confusion" ? cells : byClassOf(cells));
    if (low <= truth + 1e-12 && truth - 1e-12 <= high) inside++;
  }
  return inside / DRAWS;
}

function byClassOf(counts: Counts): Counts {
  const { hits, truth, predicted } = tally(counts);
  return {
    kind: "perClass",
    tp: hits,
    fp: predicted.map((count, i) => count - (hits[i] ?? 0)),
    fn: truth.map((count, i) => count - (hits[i] ?? 0)),
  };
}

function intervalOf(counts: Counts): [number, number] {
  const measured = measure(macroF1, { counts, classes: [], scalars: {}, value: null });
  const found = interval(measured, macroF1.range);
  if (found === null) throw new Error("counts of two classes have an interval");
  return found;
}

// CPU time, the median of rounds after those in which it is compiled; beside it that of a loop of a million additions, for machines differ.
function microsecondsOf(classes: number, rare: number): number {
  const population = populationOf({ classes, rare, support: 20, recall: 0.8, alarms: 0.002 });
  const random = generator(2);
  const all = Array.from(
    { length: 200 },
    (): Counts => ({ kind: "confusion", classes, cells: drawCells(population, random) }),
  );
  const rounds = Array.from({ length: 100 }, () => ({
    each: cpuOf(() => all.forEach(intervalOf)) / all.length,
    additions: cpuOf(addAMillion),
  })).slice(50);
  const each = median(rounds.map((round) => round.each));
  const additions = median(rounds.map((round) => round.additions));
  console.log(
    `${classes} classes, ${rare} rare: ${each.toFixed(1)} us; a million additions: ${(additions / 1_000).toFixed(2)} ms`,
  );
  return each;
}

function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function addAMillion(): void {
  let sum = 0;
  for (let i = 0; i < 1_000_000; i++) sum += i;
  if (sum === 0) throw new Error("a sum of positive numbers");
}
