import type { Fields } from "../../../fields.ts";

/** What every source of reports has. */
export interface Numbering {
  /** The number that the script gives its first epoch. Null: it gives none, and epochs are counted as they come. */
  readonly firstEpoch: number | null;
}

/** `fallback` null: the source has no numbers of epochs; `allowed` says whether the document may bring them in. */
export function readFirst(fields: Fields, fallback: number | null, allowed = fallback !== null): number | null {
  if (fields.raw("firstEpoch") === undefined) return fallback;
  if (allowed) return fields.integer("firstEpoch", { min: 0, max: 1_000_000 });
  fields.mistake("firstEpoch", fields.raw("firstEpoch"), "needs the epoch's number: say how it is read with epoch");
  return null;
}

export function optionalText(key: string, fields: Fields): string | null {
  return fields.raw(key) === undefined ? null : fields.text(key);
}

/** Whether 0,25 is a quarter; absent where it is 0.25. */
export function readDecimal(fields: Fields): { readonly decimal?: "comma" } {
  const decimal = fields.choice("decimal", ["point", "comma"], "point");
  return decimal === "comma" ? { decimal } : {};
}
