import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { Adam, type AdamState, freshAdam } from "../../../src/agent/trainer/tensorflow/adam.ts";
import { startBackend } from "../../../src/agent/trainer/tensorflow/backend.ts";
import torch from "./torch.json" with { type: "json" };

const { start, decay, rates, gradients, end } = torch.adamw;

beforeAll(async () => {
  await startBackend(console.error);
});

it("steps as PyTorch's AdamW (torch.json, made by make_torch.py)", () => {
  const { weights } = steps(freshAdam(Float32Array.from(start)), 0, 4);
  weights.forEach((weight, at) => {
    expect(weight).toBeCloseTo(end[at], 5);
  });
});

it("goes on from its state to the very same bits", () => {
  const whole = steps(freshAdam(Float32Array.from(start)), 0, 4);
  const half = steps(freshAdam(Float32Array.from(start)), 0, 2);
  expect(steps(half, 2, 4)).toEqual(whole);
});

it("leaves no tensor behind", () => {
  const before = tf.memory().numTensors;
  steps(freshAdam(Float32Array.from(start)), 0, 4);
  expect(tf.memory().numTensors).toBe(before);
});

function steps(from: AdamState, first: number, end: number): AdamState {
  const adam = new Adam(from, Float32Array.from(decay));
  for (let step = first; step < end; step++) {
    const gradient = tf.tensor1d(gradients[step]);
    adam.step(gradient, rates[step]);
    gradient.dispose();
  }
  const state = adam.state();
  adam.dispose();
  return state;
}
