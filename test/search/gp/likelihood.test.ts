import { describe, expect, it } from "vitest";
import { addLogPrior } from "../../../src/search/gp/hyperparameters.ts";
import { Likelihood } from "../../../src/search/gp/likelihood.ts";
import sklearn from "./sklearn.json" with { type: "json" };
import { model } from "./sklearnModel.ts";

const likelihood = new Likelihood(model.embedding, model.rows, model.targets);

describe("the log marginal likelihood", () => {
  it("is scikit-learn's", () => {
    expect(likelihood.evaluate(model.theta, new Float64Array(5))).toBeCloseTo(sklearn.logLikelihood, 9);
  });

  it("has the gradient of finite differences", () => {
    expectGradient((theta, gradient) => likelihood.evaluate(theta, gradient));
  });
});

describe("the log prior", () => {
  it("has the gradient of finite differences, added to what is there", () => {
    expectGradient((theta, gradient) => {
      gradient.fill(0);
      return addLogPrior(theta, gradient);
    });
    const gradient = Float64Array.from([1, 2, 3, 4, 5]);
    addLogPrior(model.theta, gradient);
    const alone = new Float64Array(5);
    addLogPrior(model.theta, alone);
    expect([...gradient]).toEqual([...alone].map((slope, i) => slope + i + 1));
  });

  it("expects longer scales where there are more parameters", () => {
    const slope = (parameters: number) => {
      const gradient = new Float64Array(parameters + 2);
      addLogPrior(new Float64Array(parameters + 2), gradient);
      return gradient[0];
    };
    // Source's mean of the log is √2 + log(D) / 2 and its variance 3; the density of the scale itself takes 1 off the slope.
    expect(slope(4)).toBeCloseTo((Math.SQRT2 + Math.log(4) / 2) / 3 - 1, 12);
    expect(slope(64) - slope(4)).toBeCloseTo(Math.log(16) / 6, 12);
  });
});

function expectGradient(evaluate: (theta: Float64Array, gradient: Float64Array) => number): void {
  const gradient = new Float64Array(5);
  evaluate(model.theta, gradient);
  gradient.forEach((slope, i) => {
    const away = (step: number) => evaluate(model.theta.with(i, model.theta[i] + step), new Float64Array(5));
    expect(slope).toBeCloseTo((away(1e-5) - away(-1e-5)) / 2e-5, 6);
  });
}
