import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "../../../src/agent/trainer/tensorflow/backend.ts";
import { classWeights, lossOf, smoothTargets } from "../../../src/agent/trainer/tensorflow/losses.ts";
import { readParams } from "../../../src/agent/trainer/tensorflow/params.ts";
import torch from "./torch.json" with { type: "json" };

beforeAll(async () => {
  await startBackend(console.error);
});

describe("the losses and their gradients are PyTorch's (torch.json, made by make_torch.py)", () => {
  it.each(torch.losses)("$loss with smoothing $smoothing and gamma $gamma", (wanted) => {
    const loss = lossOf(readParams({ loss: wanted.loss, focal_gamma: wanted.gamma ?? undefined }));
    const targets = tf.tensor2d(smoothTargets(Int32Array.from(wanted.labels), 4, wanted.smoothing), [7, 4]);
    const weights = tf.tensor1d(wanted.labels.map((label) => wanted.weights[label]));
    const { value, grad } = tf.valueAndGrad((logits) => loss(logits as tf.Tensor2D, targets, weights))(
      tf.tensor2d(wanted.logits),
    );
    expect(value.dataSync()[0]).toBeCloseTo(wanted.value, 5);
    expectClose([...grad.dataSync()], wanted.gradient.flat());
  });
});

describe("the focal loss", () => {
  it("has a gradient that is a number where the network is sure and right, for gamma below 1 too", () => {
    const loss = lossOf(readParams({ loss: "focal", focal_gamma: 0.5 }));
    const targets = tf.tensor2d([[1, 0]]);
    const slope = tf.grad((logits) => loss(logits as tf.Tensor2D, targets, tf.tensor1d([1])))(
      tf.tensor2d([[200, -200]]),
    );
    expect([...slope.dataSync()].map(Math.abs)).toEqual([0, 0]);
  });
});

describe("class weights", () => {
  it("are scikit-learn's class_weight='balanced': [1, 1, 1, 1, 0, 0] gives 1.5 and 0.75", () => {
    // The example in the documentation of sklearn.utils.class_weight.compute_class_weight.
    expect(classWeights([2, 4])).toEqual([1.5, 0.75]);
  });

  it("have mean 1 over the samples", () => {
    const counts = [2400, 900, 480, 103, 30];
    const sum = classWeights(counts).reduce((total, weight, at) => total + weight * counts[at], 0);
    expect(sum / 3913).toBeCloseTo(1, 12);
  });

  it("stop at 50", () => expect(classWeights([9999, 1])).toEqual([10_000 / 19_998, 50]));

  it("leave out a class without samples", () => expect(classWeights([3, 0, 1])).toEqual([4 / 6, 0, 2]));
});

describe("label smoothing", () => {
  it("keeps one minus the share at the label and spreads the share over all classes", () => {
    expectClose([...smoothTargets(Int32Array.of(1, 0), 4, 0.2)], [0.05, 0.85, 0.05, 0.05, 0.85, 0.05, 0.05, 0.05]);
  });
});

function expectClose(values: readonly number[], wanted: readonly number[]): void {
  expect(values.length).toBe(wanted.length);
  values.forEach((value, at) => {
    expect(value).toBeCloseTo(wanted[at], 5);
  });
}
