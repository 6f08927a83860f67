import { describe, expect, it } from "vitest";
import { logExpectedImprovement } from "../../../src/search/gp/logExpectedImprovement.ts";
import sklearn from "./sklearn.json" with { type: "json" };

describe("the log of expected improvement", () => {
  it.each(sklearn.improvements)("is the integral's at mean $mean ± $deviation below $best", (expected) => {
    const { mean, deviation, best } = expected;
    expect(logExpectedImprovement(mean, deviation, best)).toBeCloseTo(expected.log, 5);
  });
});
