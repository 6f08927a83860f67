import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
// The core knows the gradient of no kernel until this is imported.
import "@tensorflow/tfjs-layers";
import { afterEach, beforeAll, expect, it } from "vitest";
import { startBackend } from "../../../src/bundled/backend/backend.ts";
import { randomOfSeed } from "../../../src/bundled/random.ts";

beforeAll(async () => {
  await startBackend(console.error);
});

afterEach(async () => {
  await tf.setBackend("wasm");
});

const random = randomOfSeed(1);
const normal = (shape: readonly number[]) =>
  Array.from({ length: shape.reduce((product, length) => product * length, 1) }, () => random.gaussian());

it.each([
  ["an image", [2, 6, 5, 3], [3, 3, 3, 4], 1, "same"],
  ["a series", [3, 1, 11, 2], [1, 7, 2, 5], 1, "same"],
  ["an even filter", [2, 6, 5, 3], [2, 4, 3, 4], 1, "same"],
  ["no padding", [2, 6, 5, 3], [3, 2, 3, 4], 1, "valid"],
  ["strides", [2, 7, 8, 3], [3, 3, 3, 4], [2, 3], "same"],
  ["strides that leave a rest, no padding", [2, 8, 8, 1], [3, 3, 1, 2], [3, 2], "valid"],
  ["padding by number", [1, 5, 5, 2], [3, 3, 2, 2], 1, 2],
  ["one pixel", [4, 1, 1, 3], [3, 3, 3, 2], 1, "same"],
] as const)("is the plain CPU backend's gradient for %s", async (_, shape, filterShape, strides, pad) => {
  const [x, filter] = [normal(shape), normal(filterShape)];
  const gradients = [];
  for (const backend of ["wasm", "cpu"]) {
    await tf.setBackend(backend);
    expect(tf.getBackend()).toBe(backend);
    const loss = (input: tf.Tensor, kernel: tf.Tensor) => {
      const output = tf.conv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, strides as number, pad);
      return tf.sum(tf.square(output)) as tf.Scalar;
    };
    const slopes = tf.grads(loss)([tf.tensor(x, [...shape]), tf.tensor(filter, [...filterShape])]);
    gradients.push(slopes.map((slope) => [...slope.dataSync()]));
  }
  const [wasm, cpu] = gradients;
  // Of the input and of the filter; 32-bit floats, added up in another order.
  for (const of of [0, 1]) {
    expect(wasm![of]!.length).toBe(cpu![of]!.length);
    wasm![of]!.forEach((value, at) => {
      expect(Math.abs(value - cpu![of]![at]!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
    });
  }
});

it("leaves no tensor behind", () => {
  const [x, filter] = [tf.ones([1, 4, 4, 1]) as tf.Tensor4D, tf.ones([3, 3, 1, 1]) as tf.Tensor4D];
  const before = tf.memory().numTensors;
  tf.dispose(tf.grad((kernel) => tf.sum(tf.conv2d(x, kernel as tf.Tensor4D, 1, "same")))(filter));
  expect(tf.memory().numTensors).toBe(before);
});
