import { dot, factorize, invertFactor, solveLower, solveUpper } from "./cholesky.ts";
import type { Embedding } from "./embedding.ts";
import { type Hyperparameters, noiseOf } from "./hyperparameters.ts";
import { matern, maternSlope } from "./matern.ts";

/** The variance of the constant mean, whose prior is normal around 0, where targets are spread around 0 with deviation 1. */
export const MEAN_VARIANCE = 1;

/**
 * The log marginal likelihood of targets under a Gaussian process with a Matérn 5/2 kernel, one length scale a parameter, an unknown constant
 * mean and normal noise. The mean is no hyperparameter: its prior variance is added to the kernel.
 *
 * Source: Rasmussen and Williams, "Gaussian processes for machine learning", 2006, equations 2.30, 2.41 and 5.9.
 */
export class Likelihood {
  readonly #targets: Float64Array;
  readonly #parameters: number;
  // Squared distances, for each pair i > j one a parameter.
  readonly #distances: Float64Array;
  readonly #factor: Float64Array;
  readonly #inverse: Float64Array;
  readonly #slopes: Float64Array;
  readonly #alpha: Float64Array;
  readonly #precisions: Float64Array;

  /** @param rows the embedded configurations, `embedding.width` numbers each, as many as there are targets */
  constructor(embedding: Embedding, rows: Float64Array, targets: Float64Array) {
    const n = targets.length;
    this.#targets = targets;
    this.#parameters = embedding.parameters;
    this.#distances = squaredDistances(embedding, rows, n);
    this.#factor = new Float64Array(n * n);
    this.#inverse = new Float64Array(n * n);
    this.#slopes = new Float64Array((n * (n - 1)) / 2);
    this.#alpha = new Float64Array(n);
    this.#precisions = new Float64Array(embedding.parameters);
  }

  /** The log likelihood; writes its derivatives by the logarithms of the hyperparameters into `gradient`. */
  evaluate(theta: Hyperparameters, gradient: Float64Array): number {
    const n = this.#targets.length;
    const amplitude = Math.exp(theta[this.#parameters]);
    this.#fill(theta, amplitude, noiseOf(theta));
    const factor = this.#factor;
    factorize(factor, n);
    const alpha = this.#alpha;
    alpha.set(this.#targets);
    solveLower(factor, n, alpha);
    let logLikelihood = -0.5 * (dot(alpha, 0, alpha, 0, n) + n * Math.log(2 * Math.PI));
    for (let i = 0; i < n; i++) logLikelihood -= Math.log(factor[i * n + i]);
    solveUpper(factor, n, alpha);
    invertFactor(factor, n, this.#inverse);
    this.#differentiate(theta, gradient);
    return logLikelihood;
  }

  // The lower triangle of the covariance, and the slope of the kernel for every pair.
  #fill(theta: Hyperparameters, amplitude: number, noise: number): void {
    const n = this.#targets.length;
    const parameters = this.#parameters;
    const precisions = this.#precisions;
    for (let p = 0; p < parameters; p++) precisions[p] = Math.exp(-2 * theta[p]);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++) {
        const squared = dot(this.#distances, pair * parameters, precisions, 0, parameters);
        this.#factor[i * n + j] = MEAN_VARIANCE + amplitude * matern(squared);
        this.#slopes[pair] = amplitude * maternSlope(squared);
      }
      this.#factor[i * n + i] = MEAN_VARIANCE + amplitude + noise;
    }
  }

  // Half the trace of (α αᵀ - K⁻¹) · ∂K. What amplitude and noise change together is K - mean, so one trace gives both.
  #differentiate(theta: Hyperparameters, gradient: Float64Array): void {
    const n = this.#targets.length;
    const parameters = this.#parameters;
    const alpha = this.#alpha;
    const inverse = this.#inverse;
    gradient.fill(0);
    let trace = 0;
    let everywhere = 0;
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++) {
        const weight = alpha[i] * alpha[j] - dot(inverse, i * n + i, inverse, j * n + i, n - i);
        const slope = weight * this.#slopes[pair];
        const from = pair * parameters;
        for (let p = 0; p < parameters; p++) gradient[p] += slope * this.#distances[from + p];
        everywhere += 2 * weight;
      }
      trace += alpha[i] * alpha[i] - dot(inverse, i * n + i, inverse, i * n + i, n - i);
    }
    for (let p = 0; p < parameters; p++) gradient[p] *= this.#precisions[p];
    everywhere += trace;
    // tr((α αᵀ - K⁻¹) K) = αᵀ y - n.
    const whole = dot(alpha, 0, this.#targets, 0, n) - n;
    gradient[parameters] = 0.5 * (whole - MEAN_VARIANCE * everywhere - noiseOf(theta) * trace);
    gradient[parameters + 1] = 0.5 * Math.exp(theta[parameters + 1]) * trace;
  }
}

function squaredDistances({ width, parameters, parameterOf }: Embedding, rows: Float64Array, n: number): Float64Array {
  const distances = new Float64Array(((n * (n - 1)) / 2) * parameters);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++, at += parameters) {
      for (let c = 0; c < width; c++)
        distances[at + parameterOf[c]] += (rows[i * width + c] - rows[j * width + c]) ** 2;
    }
  }
  return distances;
}
