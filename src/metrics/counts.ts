import type { Mistake } from "../error.ts";

/**
 * What a trainer counted on one data set at one step. Every sample has one true class and one predicted class.
 *
 * `confusion`: classes x classes cells, row by row; cells[i * classes + j] counts samples of true class i predicted as j.
 * `perClass`, for many classes: true positives, false positives and false negatives, one number a class.
 */
export type Counts =
  | { readonly kind: "confusion"; readonly classes: number; readonly cells: readonly number[] }
  | PerClassCounts;

interface PerClassCounts {
  readonly kind: "perClass";
  readonly tp: readonly number[];
  readonly fp: readonly number[];
  readonly fn: readonly number[];
}

/** Number of declared classes, with or without samples. */
export function classCount(counts: Counts): number {
  switch (counts.kind) {
    case "confusion":
      return counts.classes;
    case "perClass":
      return counts.tp.length;
  }
}

// 10,000 cells, or three times 10,000 numbers, still fit into the bound of one report when most of them are small.
const MAX_CONFUSION_CLASSES = 100;
const MAX_PER_CLASS_CLASSES = 10_000;
// The largest uint32, the type that counts have on the wire.
const MAX_COUNT = 2 ** 32 - 1;

/**
 * What is wrong with counts that come from outside; empty when nothing is. `path` stands before each place.
 * Of many bad numbers in one array only the first is named: a broken trainer must not make a message of 10,000 lines.
 */
export function checkCounts(counts: Counts, path: string): Mistake[] {
  switch (counts.kind) {
    case "confusion":
      return checkConfusion(counts.classes, counts.cells, path);
    case "perClass":
      return checkPerClass(counts, path);
  }
}

function checkConfusion(classes: number, cells: readonly number[], path: string): Mistake[] {
  const mistakes = checkClasses(classes, MAX_CONFUSION_CLASSES, `${path}.classes`);
  if (mistakes.length > 0) return mistakes;
  const square = classes * classes;
  if (cells.length !== square) {
    return [{ path: `${path}.cells`, value: cells.length, rule: `must be ${square} cells, ${classes} for each class` }];
  }
  mistakes.push(...checkNumbers(cells, `${path}.cells`));
  return mistakes.length > 0 ? mistakes : checkSamples(sum(cells), path);
}

function checkPerClass({ tp, fp, fn }: PerClassCounts, path: string): Mistake[] {
  const mistakes = checkClasses(tp.length, MAX_PER_CLASS_CLASSES, `${path}.tp`);
  for (const [name, { length }] of Object.entries({ fp, fn })) {
    if (length === tp.length) continue;
    mistakes.push({ path: `${path}.${name}`, value: length, rule: `must be ${tp.length} numbers, as many as in tp` });
  }
  for (const [name, numbers] of Object.entries({ tp, fp, fn })) {
    mistakes.push(...checkNumbers(numbers, `${path}.${name}`));
  }
  if (mistakes.length === 0) mistakes.push(...checkOneLabel(fp, fn, path));
  return mistakes.length > 0 ? mistakes : checkSamples(sum(tp) + sum(fn), path);
}

// A wrong sample is a false negative of its true class and a false positive of another one. Counts that break this
// (several labels a sample, or fp and fn of different data) have no number of samples to take accuracy or specificity of.
function checkOneLabel(fp: readonly number[], fn: readonly number[], path: string): Mistake[] {
  const wrong = sum(fn);
  if (sum(fp) !== wrong) {
    const rule = `must be the sum of fn, ${wrong}: each sample has one true and one predicted class`;
    return [{ path: `sum of ${path}.fp`, value: sum(fp), rule }];
  }
  const bad = fp.findIndex((count, index) => count > wrong - fn[index]);
  if (bad === -1) return [];
  const rule = `must be at most ${wrong - fn[bad]}, the false negatives of all other classes`;
  return [{ path: `${path}.fp[${bad}]`, value: fp[bad], rule }];
}

function checkClasses(classes: number, most: number, path: string): Mistake[] {
  if (Number.isInteger(classes) && classes >= 2 && classes <= most) return [];
  return [{ path, value: classes, rule: `must be from 2 to ${most} classes` }];
}

function checkNumbers(numbers: readonly number[], path: string): Mistake[] {
  const bad = numbers.findIndex((count) => !(Number.isInteger(count) && count >= 0 && count <= MAX_COUNT));
  if (bad === -1) return [];
  return [{ path: `${path}[${bad}]`, value: numbers[bad], rule: `must be a whole number from 0 to ${MAX_COUNT}` }];
}

function checkSamples(samples: number, path: string): Mistake[] {
  return samples > 0 ? [] : [{ path, value: undefined, rule: "must count at least one sample" }];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
