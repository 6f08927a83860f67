import { describe, expect, it } from "vitest";
import { Posterior } from "../../../src/search/gp/posterior.ts";
import sklearn from "./sklearn.json" with { type: "json" };
import { model } from "./sklearnModel.ts";

describe("the posterior of a Gaussian process", () => {
  it("has scikit-learn's mean and deviation", () => {
    const posterior = new Posterior(model.embedding, model.rows, model.targets, model.theta);
    const predictions = sklearn.queries.map((query) => {
      posterior.predict(Float64Array.from(query), 0);
      return { mean: posterior.mean, deviation: posterior.deviation };
    });
    predictions.forEach(({ mean, deviation }, i) => {
      expect(mean).toBeCloseTo(sklearn.means[i], 9);
      expect(deviation).toBeCloseTo(sklearn.deviations[i], 9);
    });
  });

  it("is sure of a function without noise where it knows it, and keeps its prior far away", () => {
    const exact = model.theta.with(4, -30);
    const short = exact.with(0, -9).with(1, -9).with(2, -9);
    const at = (theta: Float64Array) => {
      const posterior = new Posterior(model.embedding, model.rows, model.targets, theta);
      posterior.predict(Float64Array.from(sklearn.rows[0]), 0);
      const known = { mean: posterior.mean, deviation: posterior.deviation };
      posterior.predict(Float64Array.of(0.123, 0.456, 0.789), 0);
      return { known, unknown: posterior.deviation };
    };
    const { known } = at(exact);
    expect(known.mean).toBeCloseTo(sklearn.targets[0], 2);
    expect(known.deviation).toBeLessThan(0.011);
    // What is left unknown of the mean after 25 independent values, and the amplitude.
    const ofMean = 1 / (1 + 25 / (sklearn.amplitude + 1e-4));
    expect(at(short).unknown).toBeCloseTo(Math.sqrt(sklearn.amplitude + ofMean), 3);
  });

  it("believes more than the data only as far as rounding lets it where two rows are the same", () => {
    const twice = Float64Array.from([...model.rows, ...model.rows]);
    const targets = Float64Array.from([...model.targets, ...model.targets]);
    const posterior = new Posterior(model.embedding, twice, targets, model.theta.with(4, -30));
    posterior.predict(Float64Array.from(sklearn.queries[0]), 0);
    expect(Number.isFinite(posterior.mean)).toBe(true);
    expect(posterior.deviation).toBeGreaterThan(0);
  });
});
