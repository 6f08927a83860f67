import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { startBackend } from "../../../src/agent/trainer/tensorflow/backend.ts";
import { lossOf, smoothTargets } from "../../../src/agent/trainer/tensorflow/losses.ts";
import { decayMask, initialWeights, logits } from "../../../src/agent/trainer/tensorflow/mlp.ts";
import { readParams } from "../../../src/agent/trainer/tensorflow/params.ts";
import { randomOfSeed } from "../../../src/agent/trainer/tensorflow/random.ts";
import torch from "./torch.json" with { type: "json" };

beforeAll(async () => {
  await startBackend(console.error);
});

it("has PyTorch's loss and gradient for a network with dropped units (torch.json, made by make_torch.py)", () => {
  const { layers, weights, features, labels, masks, value, gradient } = torch.network;
  const targets = tf.tensor2d(smoothTargets(Int32Array.from(labels), 2, 0), [6, 2]);
  const maskTensors = masks.map((mask) => tf.tensor2d(mask));
  const crossEntropy = lossOf(readParams({}));
  const loss = (flat: tf.Tensor) =>
    crossEntropy(logits(layers, flat as tf.Tensor1D, tf.tensor2d(features), maskTensors), targets, tf.ones([6]));
  const found = tf.valueAndGrad(loss)(tf.tensor1d(weights));
  expect(found.value.dataSync()[0]).toBeCloseTo(value, 5);
  const slopes = [...found.grad.dataSync()];
  expect(slopes.length).toBe(gradient.length);
  slopes.forEach((slope, at) => {
    expect(slope).toBeCloseTo(gradient[at], 5);
  });
});

it("starts with the deviation of He et al. and without biases", () => {
  const weights = initialWeights([50, 200, 3], randomOfSeed(1));
  const hidden = weights.subarray(0, 10_000);
  const variance = hidden.reduce((sum, weight) => sum + weight ** 2, 0) / hidden.length;
  // The variance of n normal values has the relative standard error √(2/n): 1.4 %. Four of them.
  expect(Math.abs(variance / (2 / 50) - 1)).toBeLessThan(0.057);
  expect([...weights.subarray(10_000, 10_200)]).toEqual(new Array(200).fill(0));
});

it("decays the weights of its matrices and not its biases", () => {
  expect([...decayMask([2, 1, 2])]).toEqual([1, 1, 0, 1, 1, 0, 0]);
});
