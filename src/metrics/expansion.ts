/** The first-order expansion of a metric at some counts: what it is there, and how it moves with them. */
export interface Expansion {
  readonly value: number;
  /** Null where the value is a 0/0 that counts as 0: it has no derivative there. */
  readonly slopes: Slopes | null;
}

/** The partial derivative of a metric by each number of a tally, in 1/samples. */
export interface Slopes {
  total: number;
  readonly hits: number[];
  readonly truth: number[];
  readonly predicted: number[];
}

/** Slopes of a metric that does not depend on anything yet. */
export function flat(classes: number): Slopes {
  const zeros = () => new Array<number>(classes).fill(0);
  return { total: 0, hits: zeros(), truth: zeros(), predicted: zeros() };
}
