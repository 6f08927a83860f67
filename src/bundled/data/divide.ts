import { randomOfSeed } from "../random.ts";
import { shuffled } from "../shuffled.ts";
import type { PartName } from "./samples.ts";

/** How rows are divided when the data does not say. */
export interface Division {
  /** Shares of the rows; `val` is not used with folds. */
  readonly val: number;
  readonly test: number;
  /** 0, or so many folds of all rows but the test rows, of which one is for validation. */
  readonly folds: number;
  /** Another seed is another division. */
  readonly seed: number;
}

/**
 * The part of each row. Every part has the classes in the same shares, as far as whole rows and whole groups allow; a class of at least 3
 * lone rows is in all parts. A group is never on both sides.
 *
 * Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011) of whole groups: those with the most of rare classes first, each to
 * the part that lacks the largest share of what the group has.
 *
 * @param fold The fold for validation, where there are folds: 0 to folds − 1.
 */
export function divide(
  labels: readonly string[],
  groups: readonly string[] | null,
  division: Division,
  fold: number,
): PartName[] {
  const totals = countBy(labels);
  const portions = portionsOf(division, fold);
  const order = shuffled(labels.length, randomOfSeed(division.seed));
  const parts = new Array<PartName>(labels.length);
  if (groups === null) {
    divideRows(order, labels, totals, portions, parts);
    return parts;
  }
  const lacking = portions.map(({ share }) => new Map([...totals].map(([label, total]) => [label, total * share])));
  for (const { rows, counts } of unitsOf(order, labels, groups, totals)) {
    const needs = lacking.map((lacks, at) => needOf(counts, lacks, portions[at].share, totals));
    const chosen = needs.indexOf(Math.max(...needs));
    for (const [label, count] of counts) lacking[chosen].set(label, (lacking[chosen].get(label) ?? 0) - count);
    for (const row of rows) parts[row] = portions[chosen].part;
  }
  return parts;
}

/**
 * The same where every row stands alone, without a unit for each of a million rows: what a row of a class needs depends on the rows of that class
 * alone, so classes go one after the other, and each in the random order.
 */
function divideRows(
  order: Iterable<number>,
  labels: readonly string[],
  totals: ReadonlyMap<string, number>,
  portions: readonly Portion[],
  parts: PartName[],
): void {
  const classes = new Map(
    [...totals].map(([label, total]) => [label, { total, lacks: portions.map(({ share }) => total * share) }]),
  );
  for (const row of order) {
    const of = classes.get(labels[row]);
    if (of === undefined) continue;
    let chosen = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < portions.length; at++) {
      const need = ((1 / of.total) * of.lacks[at]) / (of.total * portions[at].share);
      if (need > most) [chosen, most] = [at, need];
    }
    of.lacks[chosen]--;
    parts[row] = portions[chosen].part;
  }
}

interface Portion {
  readonly part: PartName;
  readonly share: number;
}

// The first of equals gets a row: a class of one row is trained on.
function portionsOf({ val, test, folds }: Division, fold: number): Portion[] {
  const rest: Portion[] =
    folds === 0
      ? [
          { part: "train", share: 1 - val - test },
          { part: "val", share: val },
        ]
      : Array.from({ length: folds }, (_, at) => ({ part: at === fold ? "val" : "train", share: (1 - test) / folds }));
  return test === 0 ? rest : [...rest, { part: "test", share: test }];
}

/** Rows that stay together. */
interface Unit {
  readonly rows: readonly number[];
  readonly counts: ReadonlyMap<string, number>;
}

/** Those with the most of rare classes first; of one weight in random order. */
function unitsOf(
  order: Iterable<number>,
  labels: readonly string[],
  groups: readonly string[],
  totals: ReadonlyMap<string, number>,
): Unit[] {
  const members = [...Map.groupBy(order, (row) => groups[row]).values()];
  const units = members.map((rows) => ({ rows, counts: countBy(rows.map((row) => labels[row])) }));
  const weight = ({ counts }: Unit) =>
    [...counts].reduce((sum, [label, count]) => sum + count / (totals.get(label) ?? 1), 0);
  // Stable: units of one weight stay in their random order.
  return units.sort((a, b) => weight(b) - weight(a));
}

/** How much of its own share a portion lacks of the classes of a unit; a rare class counts as much as a frequent one. */
function needOf(
  counts: ReadonlyMap<string, number>,
  lacks: ReadonlyMap<string, number>,
  share: number,
  totals: ReadonlyMap<string, number>,
): number {
  let need = 0;
  for (const [label, count] of counts) {
    const total = totals.get(label) ?? 1;
    need += ((count / total) * (lacks.get(label) ?? 0)) / (total * share);
  }
  return need;
}

function countBy(labels: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
