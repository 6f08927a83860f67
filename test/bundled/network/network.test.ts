import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "../../../src/bundled/backend/backend.ts";
import type { Pass } from "../../../src/bundled/network/layer.ts";
import { modelOf } from "../../../src/bundled/network/modelOf.ts";
import { decayMask, forward, initialWeights } from "../../../src/bundled/network/network.ts";
import { dropout } from "../../../src/bundled/network/plain.ts";
import { readParams } from "../../../src/bundled/params/readParams.ts";
import { randomOfSeed } from "../../../src/bundled/random.ts";

// What networks compute is compared with PyTorch in torch.test.ts.

beforeAll(async () => {
  await startBackend(console.error);
});

const training = (): Pass => ({ kind: "training", random: randomOfSeed(1), noted: [] });
const variance = (values: Float32Array) => values.reduce((sum, value) => sum + value ** 2, 0) / values.length;

describe("the weights of a network", () => {
  const mlp = modelOf({ model: "mlp", shape: [50] }, 3, readParams({ width: 200, depth: 1 }, "mlp"));

  it("start with the deviation of He et al. and without biases", () => {
    const weights = initialWeights(mlp, randomOfSeed(1));
    // The variance of n normal values has the relative standard error √(2/n): 1.4 %. Four of them.
    expect(Math.abs(variance(weights.subarray(0, 10_000)) / (2 / 50) - 1)).toBeLessThan(0.057);
    expect([...weights.subarray(10_000, 10_200)]).toEqual(new Array(200).fill(0));
  });

  it("of a convolution start by all the values that a filter sees", () => {
    const cnn = modelOf({ model: "cnn2d", shape: [8, 8, 4] }, 2, readParams({ width: 200, depth: 1 }, "cnn2d"));
    const filters = initialWeights(cnn, randomOfSeed(1)).subarray(0, 3 * 3 * 4 * 200);
    expect(Math.abs(variance(filters) / (2 / 36) - 1)).toBeLessThan(0.067);
  });

  it("of a batch norm start as the identity", () => {
    const normed = modelOf(
      { model: "mlp", shape: [2] },
      2,
      readParams({ width: 2, depth: 1, batch_norm: true }, "mlp"),
    );
    expect([...initialWeights(normed, randomOfSeed(1)).subarray(6, 10)]).toEqual([1, 1, 0, 0]);
  });

  it("decay where they multiply, and neither biases nor gains do", () => {
    const normed = modelOf(
      { model: "mlp", shape: [2] },
      2,
      readParams({ width: 1, depth: 1, batch_norm: true }, "mlp"),
    );
    // Matrix 2 × 1, bias, gain, offset, matrix 1 × 2, biases.
    expect([...decayMask(normed)]).toEqual([1, 1, 0, 0, 0, 1, 1, 0, 0]);
  });
});

describe("a CNN", () => {
  it.each([
    ["cnn1d", [64, 1], 16],
    ["cnn1d", [1, 3], 5],
    ["cnn2d", [40, 100, 1], 3],
    ["cnn2d", [1, 5, 2], 16],
  ] as const)("takes samples of any length, pooled until nothing is left to pool: %s of %j", (model, shape, depth) => {
    const network = modelOf({ model, shape }, 4, readParams({ width: 1, depth }, model));
    const weights = initialWeights(network, randomOfSeed(1));
    const { logits, gradient } = forward(network, weights, tf.ones([3, ...shape]), training());
    expect(logits.shape).toEqual([3, 4]);
    expect(gradient(new Float32Array(12).fill(1)).every(Number.isFinite)).toBe(true);
  });
});

describe("dropout", () => {
  const evaluation = { kind: "evaluation", statistics: new Float32Array() } as const;

  it("drops its share of the units and makes the others larger, so that the mean stays", () => {
    const values = dropout(0.2)
      .apply(tf.ones([100, 400]), [], training())
      .output.dataSync();
    expect(new Set(values)).toEqual(new Set([0, 1.25]));
    // Four standard errors of a share of 40,000.
    expect(Math.abs(values.filter((value) => value === 0).length / 40_000 - 0.2)).toBeLessThan(0.008);
  });

  it("drops nothing when the network is judged", () => {
    expect(
      new Set(
        dropout(0.2)
          .apply(tf.ones([100, 400]), [], evaluation)
          .output.dataSync(),
      ),
    ).toEqual(new Set([1]));
  });
});
