import { describe, expect, it } from "vitest";
import { classWeights } from "../../../src/bundled/losses/classWeights.ts";
import { lossOf } from "../../../src/bundled/losses/index.ts";
import { truthOf } from "../../../src/bundled/losses/truth.ts";
import { readParams } from "../../../src/bundled/params/readParams.ts";

// The losses and their gradients are compared with PyTorch's in torch.test.ts.

const evenOdds = (rows: number) => new Float32Array(2 * rows);

describe("a loss", () => {
  it("has a slope that is a number where the network is sure and right, for a focal gamma below 1 too", () => {
    const loss = lossOf(readParams({ loss: "focal", focal_gamma: 0.5 }, "mlp"), [1, 1]);
    const { slope } = loss(Float32Array.of(200, -200), Float32Array.of(1, 0), true);
    expect([...slope].map(Math.abs)).toEqual([0, 0]);
  });

  it("counts its class weights from the epoch on that it is told to", () => {
    // Two rows of the class that is a quarter of the data: weight 2.
    const loss = lossOf(readParams({ loss: "weighted_cross_entropy" }, "mlp"), [3, 1]);
    const value = (reweighted: boolean) => loss(evenOdds(2), Float32Array.of(0, 1, 0, 1), reweighted).value;
    expect(value(false)).toBeCloseTo(Math.log(2), 12);
    expect(value(true)).toBeCloseTo(2 * Math.log(2), 12);
  });

  it("weighs a row of a frequent class alike, however much of its target is smoothed onto a rare one", () => {
    // With even odds the cross entropy is log 2 whatever the target; PyTorch's would be log 2 · (0.9 · 2/3 + 0.1 · 2).
    const params = readParams({ loss: "weighted_cross_entropy", label_smoothing: 0.2 }, "mlp");
    const { value } = lossOf(params, [3, 1])(evenOdds(1), Float32Array.of(1, 0), true);
    expect(value).toBeCloseTo((2 / 3) * Math.log(2), 12);
  });

  it("weighs a mixed row by the shares of its classes", () => {
    const loss = lossOf(readParams({ loss: "weighted_cross_entropy" }, "mlp"), [3, 1]);
    const { value } = loss(evenOdds(1), Float32Array.of(0.25, 0.75), true);
    expect(value).toBeCloseTo((0.25 * (2 / 3) + 0.75 * 2) * Math.log(2), 12);
  });
});

describe("class weights", () => {
  const inverse = readParams({ loss: "weighted_cross_entropy" }, "mlp");
  const effective = (beta: number) =>
    readParams({ loss: "focal", class_weights: "effective_number", effective_beta: beta }, "mlp");

  it("are scikit-learn's class_weight='balanced': [1, 1, 1, 1, 0, 0] gives 1.5 and 0.75", () => {
    // The example in the documentation of sklearn.utils.class_weight.compute_class_weight.
    expect(classWeights(inverse, [2, 4])).toEqual([1.5, 0.75]);
  });

  it("by effective number are even at beta 0 and by inverse frequency near 1, as the paper says", () => {
    expect(classWeights(effective(0), [2400, 900, 30])).toEqual([1, 1, 1]);
    const near = classWeights(effective(0.999999), [2400, 900, 30])!;
    const wanted = classWeights(inverse, [2400, 900, 30])!;
    expect(near.every((weight, label) => Math.abs(weight / wanted[label]! - 1) < 0.002)).toBe(true);
  });

  it.each([
    ["inverse_frequency", inverse],
    ["effective_number", effective(0.999)],
  ])("have mean 1 over the samples: %s", (_, params) => {
    const counts = [2400, 900, 480, 103, 30];
    const sum = classWeights(params, counts)!.reduce((total, weight, at) => total + weight * counts[at]!, 0);
    expect(sum / 3913).toBeCloseTo(1, 12);
  });

  it("stop at 50", () => expect(classWeights(inverse, [9999, 1])![1]).toBe(50));

  it("leave out a class without samples", () => expect(classWeights(inverse, [3, 0, 1])).toEqual([4 / 6, 0, 2]));
});

it("the truth of a batch is 1 at the class of each row", () => {
  expect([...truthOf(Int32Array.of(1, 0), 3)]).toEqual([0, 1, 0, 1, 0, 0]);
});
