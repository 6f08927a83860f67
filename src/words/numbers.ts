/** A score for people: four decimals, and four digits for what these do not suit, such as a loss of 1e-5. */
export function score(value: number): string {
  const size = Math.abs(value);
  return size === 0 || (size >= 0.001 && size < 10) ? value.toFixed(4) : digits(value);
}

/** A number of a configuration: four digits, and no more than it has. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
