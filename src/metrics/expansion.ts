import { zeros } from "./zeros.ts";

/** The first-order expansion of a metric at some counts: what it is there, and how it moves with them. */
export interface Expansion {
  readonly value: number;
  /** Null where the value is a 0/0 that counts as 0: it has no derivative there. */
  readonly slopes: Slopes | null;
}

/** The partial derivative of a metric by the numbers of a tally that are chance, in 1/samples: the supports are given. */
export interface Slopes {
  readonly hits: number[];
  readonly predicted: number[];
}

/** Slopes of a metric that does not depend on anything yet. */
export function flat(classes: number): Slopes {
  return { hits: zeros(classes), predicted: zeros(classes) };
}
