/** The Matérn kernel of order 5/2 at a squared distance, 1 at 0. Source: Rasmussen and Williams 2006, equation 4.17. */
export function matern(squaredDistance: number): number {
  const scaled = Math.sqrt(5 * squaredDistance);
  return (1 + scaled + (5 / 3) * squaredDistance) * Math.exp(-scaled);
}

/** Minus twice the derivative of the kernel by the squared distance: times a length scale's share of that distance, the derivative by its log. */
export function maternSlope(squaredDistance: number): number {
  const scaled = Math.sqrt(5 * squaredDistance);
  return (5 / 3) * (1 + scaled) * Math.exp(-scaled);
}
