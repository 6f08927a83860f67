import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "../../../src/bundled/backend/backend.ts";
import type { Compute } from "../../../src/bundled/compute/compute.ts";
import { dense } from "../../../src/bundled/compute/simd/dense.ts";
import { tensors } from "../../../src/bundled/compute/tensors.ts";
import { lossOf } from "../../../src/bundled/losses/index.ts";
import { truthOf } from "../../../src/bundled/losses/truth.ts";
import { modelOf } from "../../../src/bundled/network/modelOf.ts";
import { decayMask, initialWeights } from "../../../src/bundled/network/network.ts";
import { freshAdam } from "../../../src/bundled/optimizer/adam.ts";
import { readParams } from "../../../src/bundled/params/readParams.ts";
import { randomOfSeed } from "../../../src/bundled/random.ts";
import fixture from "../torch.json" with { type: "json" };

beforeAll(async () => {
  await startBackend(() => {});
});

const crossEntropy = (classes: number) => lossOf(readParams({}, "mlp"), new Array(classes).fill(1));

function built(of: Compute | null): Compute {
  if (of === null) throw new Error("this network should have fitted");
  return of;
}

it(`has the gradient and then the logits of ${fixture.madeBy}`, () => {
  const wanted = fixture.networks[0]!;
  const network = modelOf({ model: "mlp", shape: wanted.shape }, 2, readParams(wanted.params, "mlp"));
  const none = new Float32Array(wanted.weights.length);
  const compute = built(dense(network.parts, freshAdam(Float32Array.from(wanted.weights)), none, 0, 6));
  const features = Float32Array.from(wanted.features.flat());
  const truth = truthOf(Int32Array.from(wanted.labels), 2);
  const batch = { rows: 6, shape: wanted.shape, features, truth };
  const slopeOf = (logits: Float32Array) => crossEntropy(2)(logits, truth, true).slope;
  expectClose(compute.gradient(batch, randomOfSeed(1), slopeOf), wanted.gradient, 1e-5);
  expectClose(compute.logits(features, 6), wanted.logits.flat(), 1e-5);
});

describe.each([
  [0, 1],
  [1, 5],
  [3, 13],
])("with %i hidden layers of %i units", (depth, width) => {
  const [inputs, classes, rows] = [7, 9, 33];
  const params = readParams({ depth, width, dropout: 0.3 }, "mlp");
  const network = modelOf({ model: "mlp", shape: [inputs] }, classes, params);
  const start = () => freshAdam(initialWeights(network, randomOfSeed(1)));
  const decay = decayMask(network).map((mask) => 0.1 * mask);
  const features = new Float32Array(rows * inputs).map(normalOf(2));
  const truth = truthOf(
    new Int32Array(rows).map((_, row) => row % classes),
    classes,
  );

  function trained(compute: Compute): Compute {
    const random = randomOfSeed(3);
    for (let step = 0; step < 5; step++) {
      const batch = { rows, shape: [inputs], features, truth };
      const slopeOf = (logits: Float32Array) => crossEntropy(classes)(logits, truth, true).slope;
      compute.step(compute.gradient(batch, random, slopeOf), 0.01);
    }
    return compute;
  }

  it("learns, drops and judges as TensorFlow.js does", () => {
    const own = trained(built(dense(network.parts, start(), decay, params.dropout, rows)));
    const theirs = trained(tensors(network, start(), new Float32Array(), decay, [inputs]));
    expectClose(own.adam.weights, [...theirs.adam.weights], 1e-4);
    // More rows than a batch has.
    const many = new Float32Array(150 * inputs).map(normalOf(4));
    expectClose(own.logits(many, 150), [...theirs.logits(many, 150)], 1e-3);
  });

  it("goes on from a state to the very same bits", () => {
    const first = trained(built(dense(network.parts, start(), decay, params.dropout, rows)));
    const { weights, mean, square, steps } = first.adam;
    const copy = { weights: weights.slice(), mean: mean.slice(), square: square.slice(), steps };
    const second = built(dense(network.parts, copy, decay, params.dropout, rows));
    expect([...trained(second).adam.weights]).toEqual([...trained(first).adam.weights]);
  });
});

it("leaves what needs more than its memory to others", () => {
  const huge = modelOf({ model: "mlp", shape: [4] }, 2, readParams({ width: 4096, depth: 16 }, "mlp"));
  const nothing = freshAdam(new Float32Array());
  expect(dense(huge.parts, nothing, new Float32Array(), 0, 65_536)).toBe(null);
});

function normalOf(seed: number): () => number {
  const random = randomOfSeed(seed);
  return () => random.gaussian();
}

function expectClose(found: ArrayLike<number>, wanted: readonly number[], within: number): void {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, at) => {
    expect(Math.abs(found[at]! - value), `value ${at}`).toBeLessThan(within * Math.max(1, Math.abs(value)));
  });
}
