import { expect, it } from "vitest";
import { normalQuantile } from "../../../src/search/chance/normalQuantile.ts";

it.each([
  // scipy.stats.norm.ppf
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.01, -2.3263478740408408],
  [0.999999, 4.753424308822899],
  [1e-10, -6.361340902404056],
])("of %d is %d", (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 7);
});

it("is infinite at the ends", () => {
  expect([0, 1].map(normalQuantile)).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
});
