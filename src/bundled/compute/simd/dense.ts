import type { Part } from "../../network/layer.ts";
import { type AdamState, stepSizes } from "../../optimizer/adam.ts";
import type { Random } from "../../random.ts";
import type { Compute } from "../compute.ts";
import { kernelsOn, vectorsOf } from "./kernels.ts";

// Rows that are judged at a time, where a batch is smaller.
const LEAST_ROWS = 64;
// 1 GiB: a bound well below the 4 GiB of a memory.
const MOST_NUMBERS = 2 ** 28;
const NO_FLOOR = Number.NEGATIVE_INFINITY;

/**
 * Dense layers with ReLU and dropout between them, by kernels of our own. Everything lies in one memory from step to step; TensorFlow.js
 * takes about 33 µs for each of 30 kernels a step, which in a small network is several times what their arithmetic takes.
 *
 * @param parts A matrix (inputs × units) and a bias for each layer.
 * @param start Copied: the state lives in the memory.
 * @param decay Weight decay of each weight.
 * @param dropout Share of units.
 * @param batchRows Rows of the largest batch.
 * @returns Null when all that together needs more than 1 GiB.
 */
export function dense(
  parts: readonly Part[],
  start: AdamState,
  decay: Float32Array,
  dropout: number,
  batchRows: number,
): Compute | null {
  const shapes = parts.filter(({ kernel }) => kernel).map(({ shape: [inputs, units] }) => ({ inputs, units }));
  const capacity = Math.max(batchRows, LEAST_ROWS);
  const lengths = lengthsOf(shapes, capacity);
  if (lengths.reduce((sum, length) => sum + length, 0) > MOST_NUMBERS) return null;
  const { memory, vectors } = vectorsOf(lengths);
  const [weights, mean, square, decays, gradient, one, zeros, turned, slopes, slopesBefore, ...values] = vectors;
  weights.set(start.weights);
  mean.set(start.mean);
  square.set(start.square);
  decays.set(decay);
  one[0] = 1;
  const adam: AdamState = { weights, mean, square, steps: start.steps };
  const kernels = kernelsOn(memory);
  const layers = layersOf(shapes, weights, gradient);

  /** @param drawn Null where nothing is dropped. */
  function forward(features: Float32Array, rows: number, drawn: Random | null): Float32Array {
    values[0].set(features);
    layers.forEach(({ inputs, units, matrix, bias, last }, at) => {
      const [a, c] = [values[at], values[at + 1]];
      const floor = last ? NO_FLOOR : 0;
      kernels.product({
        rows,
        columns: units,
        terms: inputs,
        a,
        aRow: inputs,
        aTerm: 1,
        b: matrix,
        c,
        start: bias,
        floor,
      });
      if (!last && drawn !== null) drop(c.subarray(0, rows * units), dropout, drawn);
    });
    return values[layers.length].subarray(0, rows * layers[layers.length - 1].units);
  }

  function backward(slope: Float32Array, rows: number): void {
    let [own, before] = [slopes, slopesBefore];
    own.set(slope);
    for (const [at, { inputs, units, matrix, ofMatrix, ofBias }] of [...layers.entries()].reverse()) {
      const sums = { columns: units, terms: rows, b: own, start: zeros, floor: NO_FLOOR };
      kernels.product({ ...sums, rows: inputs, a: values[at], aRow: 1, aTerm: inputs, c: ofMatrix });
      kernels.product({ ...sums, rows: 1, a: one, aRow: 0, aTerm: 0, c: ofBias });
      if (at === 0) return;
      kernels.transpose(matrix, inputs, units, turned);
      const ofInput = { rows, columns: inputs, terms: units, a: own, aRow: units, aTerm: 1, b: turned, c: before };
      kernels.product({ ...ofInput, start: zeros, floor: NO_FLOOR });
      const output = values[at].subarray(0, rows * inputs);
      kernels.gate(before.subarray(0, output.length), output, 1 / (1 - dropout));
      [own, before] = [before, own];
    }
  }

  return {
    adam,
    statistics: new Float32Array(),
    logits: (features, rows) => {
      const [{ inputs }, { units }] = [layers[0], layers[layers.length - 1]];
      const logits = new Float32Array(rows * units);
      for (let from = 0; from < rows; from += capacity) {
        const to = Math.min(rows, from + capacity);
        logits.set(forward(features.subarray(from * inputs, to * inputs), to - from, null), from * units);
      }
      return logits;
    },
    gradient: ({ features, rows }, random, slopeOf) => {
      backward(slopeOf(forward(features, rows, dropout > 0 ? random : null)), rows);
      return gradient;
    },
    step: (_, rate) => {
      adam.steps++;
      const { step, squareShare } = stepSizes(adam.steps, rate);
      kernels.adamW(weights, mean, square, gradient, decays, rate, step, 1 / squareShare);
    },
  };
}

interface Shape {
  readonly inputs: number;
  readonly units: number;
}

/** Of the vectors in the order in which `dense` takes them. */
function lengthsOf(shapes: readonly Shape[], capacity: number): number[] {
  const weights = shapes.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0);
  const widest = Math.max(...shapes.map(({ inputs, units }) => Math.max(inputs, units)));
  const largest = Math.max(...shapes.map(({ inputs, units }) => inputs * units));
  return [
    ...new Array<number>(5).fill(weights),
    ...[1, widest, largest],
    ...[capacity * widest, capacity * widest],
    ...[capacity * shapes[0].inputs, ...shapes.map(({ units }) => capacity * units)],
  ];
}

interface DenseLayer extends Shape {
  readonly matrix: Float32Array;
  readonly bias: Float32Array;
  readonly ofMatrix: Float32Array;
  readonly ofBias: Float32Array;
  readonly last: boolean;
}

function layersOf(shapes: readonly Shape[], weights: Float32Array, gradient: Float32Array): DenseLayer[] {
  let to = 0;
  return shapes.map(({ inputs, units }, at) => {
    const from = to;
    const middle = from + inputs * units;
    to = middle + units;
    const [matrix, ofMatrix] = [weights, gradient].map((vector) => vector.subarray(from, middle));
    const [bias, ofBias] = [weights, gradient].map((vector) => vector.subarray(middle, to));
    return { inputs, units, matrix, bias, ofMatrix, ofBias, last: at === shapes.length - 1 };
  });
}

/** The same draws, in the same order, as the layer `dropout`. */
function drop(values: Float32Array, share: number, random: Random): void {
  for (let at = 0; at < values.length; at++) values[at] *= random.next() < share ? 0 : 1 / (1 - share);
}
