export const PARTS = ["train", "val", "test"] as const;

/** What a row is for: training, the objective, or the check that nothing is tuned on. */
export type PartName = (typeof PARTS)[number];

/** What a data file holds, before anything is computed from it. */
export interface Samples {
  /** Of one sample, as the file has it. */
  readonly shape: readonly number[];
  /** rows × the product of the shape, row by row; NaN where a value is missing. */
  readonly values: Float32Array | Float64Array;
  /** The class of each row. */
  readonly labels: readonly string[];
  /** The part of each row; null when the file leaves it to us. */
  readonly parts: readonly PartName[] | null;
  /** Whom each row is from, such as a patient; null when every row stands alone. */
  readonly groups: readonly string[] | null;
  /** Names of the features of a table; null for arrays. */
  readonly names: readonly string[] | null;
  /** Where a value stands in the file, for people. */
  readonly place: (row: number, value: number) => string;
}
