import { SweepError } from "../../../../error.ts";
import { partOf } from "../printed/heading.ts";
import type { Row } from "./row.ts";

/** Sees that two rows speak of one epoch in two ways, or of two parts of the data, where nothing says which of them counts. */
export class RowWatch {
  // Of each epoch that was said, by the script's number of it.
  readonly #said = new Map<unknown, Said>();
  #first: Said | null = null;

  /** A row with a number of its epoch. @throws SweepError `invalid` when an earlier one has another value for it. */
  checkEpoch(number: unknown, row: Row, value: unknown): void {
    const before = this.#said.get(number);
    if (before === undefined) this.#said.set(number, { row, value });
    else if (!Object.is(before.value, value)) throw twoValues(number, before, { row, value });
  }

  /** A row that is counted. @throws SweepError `invalid` when it names another part of the data than the first. */
  checkPart(row: Row, value: unknown): void {
    this.#first ??= { row, value };
    const first = this.#first.row.values;
    for (const [name, text] of Object.entries(row.values)) {
      const before = first[name];
      if (typeof text !== "string" || typeof before !== "string" || partOf(text) === partOf(before)) continue;
      throw invalid(
        `${row.where}: has ${name} ${JSON.stringify(text)}, unlike ${this.#first.row.where}: a further epoch or none? ${onlyOf(name, before)}`,
      );
    }
  }
}

// Numbers of what is no epoch.
const TELLING = /^(fold|split|seed|run|repeat|rank)(_?(id|no|number|index))?$/i;

interface Said {
  readonly row: Row;
  readonly value: unknown;
}

function twoValues(number: unknown, before: Said, now: Said): SweepError {
  const differing = Object.keys(now.row.values).find((name) => {
    const [was, is] = [before.row.values[name], now.row.values[name]];
    return was !== is && typeof was === typeof is && (typeof is === "string" || TELLING.test(name));
  });
  const remedy =
    differing === undefined
      ? "Which counts? Write one row with it an epoch, or let value: name a column that has one"
      : onlyOf(differing, String((typeof now.row.values[differing] === "string" ? now : before).row.values[differing]));
  return invalid(
    `${now.row.where}: epoch ${number} has the value ${now.value}, and ${before.value} in ${before.row.where}. ${remedy}`,
  );
}

function onlyOf(name: string, value: string): string {
  return `only: { ${name}: ${value} } says which rows count`;
}

function invalid(what: string): SweepError {
  return new SweepError("invalid", what);
}
