import type { Values } from "./values.ts";

export const PARTS = ["train", "val", "test"] as const;

/** What a row is for: training, the objective, or the check that nothing is tuned on. */
export type PartName = (typeof PARTS)[number];

/** What a data file holds, before anything is computed from it. */
export interface Samples {
  /** Of one sample, as the file has it. */
  readonly shape: readonly number[];
  /** Row by row; NaN where a value is missing, the number of its text where a feature is categorical. */
  readonly values: Values;
  /** What is missing at each place of a row, over all rows; null where nothing is. */
  readonly gaps: readonly (Gap | null)[];
  /** The class of each row. */
  readonly labels: readonly string[];
  /** The part of each row; null when the file leaves it to us. */
  readonly parts: readonly PartName[] | null;
  /** Whom each row is from, such as a patient; null when every row stands alone. */
  readonly groups: readonly string[] | null;
  /** The features of a table of names; null for arrays. */
  readonly features: readonly Feature[] | null;
  /** What a person should know of this data before they trust a result, a line each. */
  readonly remarks: readonly string[];
}

/** A column of a table that is learned from. */
export interface Feature {
  readonly name: string;
  /** The texts of a categorical one; null for numbers. */
  readonly texts: readonly string[] | null;
}

/** Missing values at one place of the rows. */
export interface Gap {
  readonly count: number;
  /** Where the first of them stands, for people. */
  readonly first: string;
  /** Its place among all values, row by row. */
  readonly at: number;
}
