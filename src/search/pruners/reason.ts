import { type Direction, fromLoss } from "../history/loss.ts";

/** A value as reasons show it: three decimals, or three digits where these would say nothing. */
export function describeValue(value: number): string {
  const size = Math.abs(value);
  return size === 0 || (size >= 0.01 && size < 1e6) ? value.toFixed(3) : value.toPrecision(3);
}

/** A value with its standard error, for example "0.412 ± 0.030". */
export function describeMeasured(value: number, error: number | null): string {
  return error === null ? describeValue(value) : `${describeValue(value)} ± ${describeValue(error)}`;
}

/** The value of the loss at a cut; in words where a constraint decides there before any value does. */
export function describeCut(cut: number, direction: Direction): string {
  return cut === Number.NEGATIVE_INFINITY ? "nearer to the constraints" : describeValue(fromLoss(cut, direction));
}
