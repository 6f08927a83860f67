import type { IntervalShape } from "../../../src/shapes/scores.ts";

// Numbers as the reader's own language writes them.

const four = new Intl.NumberFormat(undefined, { minimumFractionDigits: 4, maximumFractionDigits: 4 });
const two = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const significant = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 4 });
const tiny = new Intl.NumberFormat(undefined, { notation: "scientific", maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const share = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 });

/** A score: four decimals, and four digits for what these do not suit, such as a loss of 1e-5. */
export function score(value: number): string {
  const size = Math.abs(value);
  return size === 0 || (size >= 0.001 && size < 10) ? four.format(value) : digits(value);
}

/** A number of a configuration: four digits, and no more than it has. */
export function digits(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-4 ? tiny.format(value) : significant.format(value);
}

/** A count of things. */
export function count(value: number): string {
  return whole.format(value);
}

/** `1 trial`, `2 trials`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share in percent; of nothing it is 0 %. */
export function percent(part: number, all: number): string {
  return share.format(all === 0 ? 0 : part / all);
}

/** A probability, which is never told as certain. */
export function probability(value: number): string {
  if (value > 0.99) return `> ${two.format(0.99)}`;
  return value < 0.01 ? `< ${two.format(0.01)}` : two.format(value);
}

/** `0.9620 to 0.9946` */
export function interval([low, high]: IntervalShape): string {
  return `${score(low)} to ${score(high)}`;
}
