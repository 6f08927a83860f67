import type { Mistake } from "../../error.ts";
import { REPLACEMENT } from "./textOf.ts";

// What programs write where a row has no class. "none" may well be one.
const UNLABELLED = new Set(["", "na", "n/a", "nan", "-nan", "#n/a", "<na>", "null", "nil", "?"]);

/** Whether a field says that its row has no class. */
export function isUnlabelled(field: string): boolean {
  return UNLABELLED.has(field.trim().toLowerCase());
}

/** A text that stands in the column of the classes, from the first row on that has it. */
export interface Label {
  readonly text: string;
  count: number;
  /** Of the file. */
  readonly row: number;
}

/** The classes of labels. */
export interface Classes {
  /** The class of each label. */
  readonly names: readonly string[];
  readonly mistakes: readonly Mistake[];
  readonly remarks: readonly string[];
}

/**
 * The classes that texts stand for: their names without spaces around them. Two texts that differ by those alone are one class only where the
 * document says so; neither are 1 and 1.0 two classes.
 *
 * @param trim What the document says: spaces around a class mean nothing.
 * @param path Names the column in mistakes.
 */
export function classesOf(labels: readonly Label[], trim: boolean, path: string): Classes {
  const mistakes: Mistake[] = [];
  const say = (rule: string) => mistakes.push({ path, value: undefined, rule });
  const missing = labels.filter(({ text }) => isUnlabelled(text));
  if (missing.length > 0) say(`${unlabelled(missing)}; fill it in, or leave such rows out (dropUnlabelled: true)`);
  const known = labels.filter(({ text }) => !isUnlabelled(text));
  const names = labels.map(({ text }) => plainName(text));
  if (!trim) {
    for (const alike of alikeBy(known, plainName)) {
      say(`${shown(alike)} are one class but for spaces or accents; say trimLabels: true, or write them alike`);
    }
  }
  for (const alike of alikeBy(distinct(known), ({ text }) => asNumber(text))) {
    say(`${shown(alike)} are one number; write them alike`);
  }
  const cases = alikeBy(distinct(known), ({ text }) => plainName(text).toLowerCase());
  const damaged = known.filter(({ text }) => text.includes(REPLACEMENT));
  const none = distinct(known).filter(({ text }) => /^(none|null|unknown|undefined)$/i.test(text.trim()));
  return {
    names,
    mistakes,
    remarks: [
      ...cases.map((alike) => `${path}: ${shown(alike)} are two classes that differ by capitals alone`),
      ...none.map(({ text, row, count }) => {
        const what = `${JSON.stringify(text)} (${count} rows, first ${row}) is a class of its own`;
        return `${path}: ${what}; where it stands for no class, leave such fields empty and say dropUnlabelled: true`;
      }),
      ...damaged.map(
        ({ text, row }) => `${path}: row ${row}: ${JSON.stringify(text)} was damaged by an earlier program`,
      ),
    ],
  };

  function plainName(label: string | Label): string {
    return (typeof label === "string" ? label : label.text).normalize("NFC").trim().replace(/\s+/g, " ");
  }

  /** One of each name. */
  function distinct(of: readonly Label[]): Label[] {
    return [...new Map(of.map((label) => [plainName(label), label])).values()];
  }
}

function asNumber(text: string): string | null {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(text) ? String(Number(text)) : null;
}

function unlabelled(missing: readonly Label[]): string {
  const rows = missing.reduce((sum, { count }) => sum + count, 0);
  const first = missing.reduce((a, b) => (a.row <= b.row ? a : b));
  const what = first.text.trim() === "" ? "is empty" : `is ${JSON.stringify(first.text)}`;
  return `the class ${what} in row ${first.row}${rows === 1 ? "" : `, and missing in ${rows - 1} more rows`}`;
}

function alikeBy<T extends Label>(labels: readonly T[], key: (label: T) => string | null): T[][] {
  const groups = Map.groupBy(labels, key);
  return [...groups].filter(([of, alike]) => of !== null && alike.length > 1).map(([, alike]) => alike);
}

function shown(labels: readonly Label[]): string {
  return labels.map(({ text, row, count }) => `${JSON.stringify(text)} (${count} rows, first ${row})`).join(" and ");
}
