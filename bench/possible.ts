import type { Counts } from "../src/metrics/counts.ts";
import { FORMULAS } from "../src/metrics/formulas.ts";
import { tally } from "../src/metrics/tally.ts";
import { atLeast, type Bar } from "./bar.ts";
import { mean } from "./mean.ts";

/**
 * At what share of the recalls from .25 to .99 an interval of macro-F1 is covered in .93 to .97, where hits of a rare class are all that is chance: two
 * classes, no false alarm. Exact, by the binomial distribution. Beside it Wilson's interval, and what no interval can exceed whose ends rise with the hits:
 * it holds the truth at a recall for the hits from some number to another, both of which rise with the recall.
 *
 * @param intervalOf the interval of counts
 */
export function comparePossible(intervalOf: (counts: Counts) => readonly [low: number, high: number]): Bar[] {
  console.log("\nhits of a rare class alone: share of recalls in .93 to .97 (below .93)");
  console.log("| rows of the rare class | any interval, at most | this one | Wilson's |\n|---|---|---|---|");
  const shares = ROWS.map((rows) => {
    const chances = RECALLS.map((recall) => binomial(rows, recall));
    const hits = Array.from({ length: rows + 1 }, (_, k) => k);
    const ours = hits.map((k) => intervalOf(countsOf(rows, k)));
    const own = RECALLS.map((recall, i) => covered(chances[i] ?? [], ours, macroF1(countsOf(rows, rows * recall))));
    const theirs = hits.map((k) => wilson(rows, k));
    const wilsons = RECALLS.map((recall, i) => covered(chances[i] ?? [], theirs, recall));
    const most = mostInBand(rows, chances);
    console.log(`| ${rows} | ${most.toFixed(2)} | ${told(own)} | ${told(wilsons)} |`);
    return { rows, most, own: shareOf(own, isInBand) };
  });
  const [few, many] = [shares.filter(({ rows }) => rows <= 10), shares.filter(({ rows }) => rows > 10)];
  const ofPossible = (all: typeof shares) => mean(all.map(({ own, most }) => own / most));
  return [
    atLeast("recalls covered in .93 to .97, 2 to 10 rows", ofPossible(few), "of what is possible", 0.9),
    atLeast("recalls covered in .93 to .97, 30 rows or more", ofPossible(many), "of what is possible", 0.95),
  ];
}

const ROWS = [2, 4, 8, 10, 30, 100];
const RECALLS = Array.from({ length: 741 }, (_, i) => 0.25 + i / 1_000);
const isInBand = (coverage: number) => coverage >= 0.93 && coverage <= 0.97;
const isBelow = (coverage: number) => coverage < 0.93;

function countsOf(rows: number, hits: number): Counts {
  return { kind: "confusion", classes: 2, cells: [1_000, 0, rows - hits, hits] };
}

function macroF1(counts: Counts): number {
  return FORMULAS.macroF1.expand(tally(counts)).value;
}

// By hits, from none to all.
function binomial(rows: number, recall: number): number[] {
  let chance = (1 - recall) ** rows;
  return Array.from({ length: rows + 1 }, (_, k) => {
    const now = chance;
    chance *= ((rows - k) / (k + 1)) * (recall / (1 - recall));
    return now;
  });
}

function covered(chances: readonly number[], ends: readonly (readonly [number, number])[], truth: number): number {
  return chances.reduce((sum, chance, k) => {
    const [low, high] = ends[k] ?? [0, 0];
    return low <= truth + 1e-12 && truth - 1e-12 <= high ? sum + chance : sum;
  }, 0);
}

// "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
function wilson(rows: number, hits: number): [number, number] {
  const share = hits / rows;
  const size = 1.96 ** 2 / rows;
  const centre = (share + size / 2) / (1 + size);
  const half = Math.sqrt(size * share * (1 - share) + size ** 2 / 4) / (1 + size);
  return [centre - half, centre + half];
}

// From recall to recall, by the first and the last number of hits that are taken: the most recalls in the band so far.
function mostInBand(rows: number, chances: readonly (readonly number[])[]): number {
  const size = rows + 1;
  let most = new Int32Array(size * size);
  for (const chance of chances) {
    const next = new Int32Array(size * size);
    for (let first = 0; first < size; first++) {
      let sum = 0;
      for (let last = 0; last < size; last++) {
        const at = first * size + last;
        const risen = Math.max(
          most[at] ?? 0,
          first > 0 ? (most[at - size] ?? 0) : 0,
          last > 0 ? (most[at - 1] ?? 0) : 0,
        );
        most[at] = risen;
        if (last < first) continue;
        sum += chance[last] ?? 0;
        next[at] = risen + (isInBand(sum) ? 1 : 0);
      }
    }
    most = next;
  }
  return most.reduce((a, b) => Math.max(a, b), 0) / chances.length;
}

function told(coverages: readonly number[]): string {
  return `${shareOf(coverages, isInBand).toFixed(2)} (${shareOf(coverages, isBelow).toFixed(2)})`;
}

function shareOf(coverages: readonly number[], holds: (coverage: number) => boolean): number {
  return coverages.filter(holds).length / coverages.length;
}
