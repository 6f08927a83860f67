import { dot, factorize, solveLower, solveUpper } from "./cholesky.ts";
import type { Embedding } from "./embedding.ts";
import { type Hyperparameters, noiseOf } from "./hyperparameters.ts";
import { MEAN_VARIANCE } from "./likelihood.ts";
import { matern } from "./matern.ts";

/** What a Gaussian process expects of configurations, given targets at others. The model is that of `Likelihood`. */
export class Posterior {
  /** The last `predict`: what is expected of the function there (without noise), and its standard deviation. */
  mean = 0;
  deviation = 0;
  /** The variance of a value around the function. */
  readonly noise: number;
  readonly #embedding: Embedding;
  readonly #count: number;
  readonly #scales: Float64Array;
  // The rows of the data, each coordinate divided by its length scale.
  readonly #rows: Float64Array;
  readonly #row: Float64Array;
  readonly #amplitude: number;
  readonly #factor: Float64Array;
  readonly #alpha: Float64Array;
  readonly #covariances: Float64Array;

  /** @param rows the embedded configurations, `embedding.width` numbers each, as many as there are targets */
  constructor(embedding: Embedding, rows: Float64Array, targets: Float64Array, theta: Hyperparameters) {
    const n = targets.length;
    const { width, parameters, parameterOf } = embedding;
    this.#embedding = embedding;
    this.noise = noiseOf(theta);
    this.#count = n;
    this.#scales = Float64Array.from(parameterOf, (parameter) => Math.exp(-theta[parameter]));
    this.#rows = rows.slice(0, n * width);
    for (let at = 0; at < n * width; at++) this.#rows[at] *= this.#scales[at % width];
    this.#row = new Float64Array(width);
    this.#amplitude = Math.exp(theta[parameters]);
    this.#factor = new Float64Array(n * n);
    this.#covariances = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      this.#covary(this.#rows, i * width, i);
      this.#factor.set(this.#covariances.subarray(0, i), i * n);
      this.#factor[i * n + i] = MEAN_VARIANCE + this.#amplitude + this.noise;
    }
    factorize(this.#factor, n);
    this.#alpha = targets.slice();
    solveLower(this.#factor, n, this.#alpha);
    solveUpper(this.#factor, n, this.#alpha);
  }

  /** Sets `mean` and `deviation` for the configuration whose coordinates in [0, 1] (NaN: not active) start at `points[from]`. */
  predict(points: Float64Array, from: number): void {
    this.#embedding.embed(points, from, this.#row, 0);
    this.predictRow(this.#row, 0);
  }

  /** The same for a configuration that is embedded already. */
  predictRow(rows: Float64Array, from: number): void {
    const n = this.#count;
    for (let c = 0; c < this.#row.length; c++) this.#row[c] = rows[from + c] * this.#scales[c];
    const covariances = this.#covariances;
    this.#covary(this.#row, 0, n);
    this.mean = dot(covariances, 0, this.#alpha, 0, n);
    solveLower(this.#factor, n, covariances);
    const known = dot(covariances, 0, covariances, 0, n);
    this.deviation = Math.sqrt(Math.max(LEAST_VARIANCE, MEAN_VARIANCE + this.#amplitude - known));
  }

  // The covariances of a scaled row with the first `count` of the data.
  #covary(scaled: Float64Array, from: number, count: number): void {
    const { width } = this.#embedding;
    for (let i = 0, at = 0; i < count; i++, at += width) {
      let squared = 0;
      for (let c = 0; c < width; c++) {
        const gap = scaled[from + c] - this.#rows[at + c];
        squared += gap * gap;
      }
      this.#covariances[i] = MEAN_VARIANCE + this.#amplitude * matern(squared);
    }
  }
}

// Below this the difference of two numbers near 2 is rounding.
const LEAST_VARIANCE = 1e-12;
