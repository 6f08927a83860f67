import { expect, it } from "vitest";
import { normalCdf } from "../../../src/search/chance/normalCdf.ts";

it.each([
  // Abramowitz and Stegun 1964, table 26.1.
  [0, 0.5],
  [0.5, 0.691462461],
  [1, 0.841344746],
  [-1, 0.158655254],
  [1.96, 0.975002105],
  [-3, 0.001349898],
  [7, 1],
])("the normal distribution function of %f is %f", (z, probability) => {
  expect(Math.abs(normalCdf(z) - probability)).toBeLessThan(1e-7);
});
