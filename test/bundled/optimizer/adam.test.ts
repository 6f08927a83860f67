import { expect, it } from "vitest";
import { type AdamState, adamStep, freshAdam } from "../../../src/bundled/optimizer/adam.ts";

// Its steps are compared with PyTorch's in torch.test.ts.

const decay = Float32Array.of(0, 0.5, 0.5);
const gradients = [
  [1, -2, 0.5],
  [0.1, 0.2, 0.3],
  [-3, 2, 1],
  [0.7, 0, -0.1],
];

function step(state: AdamState, ...numbers: number[]): AdamState {
  for (const number of numbers) adamStep(state, Float32Array.from(gradients[number]!), 0.1, decay);
  return state;
}

it("goes on from its state to the very same bits", () => {
  const start = () => freshAdam(Float32Array.of(0.3, -1.2, 0.7));
  const half = step(start(), 0, 1);
  const again = { ...half, weights: half.weights.slice(), mean: half.mean.slice(), square: half.square.slice() };
  expect(step(again, 2, 3)).toEqual(step(start(), 0, 1, 2, 3));
});

it("moves a weight without gradient by its decay alone", () => {
  const state = freshAdam(Float32Array.of(1, 1, 0));
  adamStep(state, Float32Array.of(0, 0, 0), 0.1, decay);
  expect([...state.weights]).toEqual([1, Math.fround(0.95), 0]);
});
