export type Direction = "maximize" | "minimize";

/** A number that is lower for better values. Every value that is not finite is the worst: infinity. */
export function toLoss(value: number, direction: Direction): number {
  if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
  return direction === "minimize" ? value : -value;
}

/** The value of a loss; NaN for the worst, whose value is lost. */
export function fromLoss(loss: number, direction: Direction): number {
  if (!Number.isFinite(loss)) return Number.NaN;
  return direction === "minimize" ? loss : -loss;
}
