import type { Embedding } from "./embedding.ts";
import { addLogPrior, type Hyperparameters, startingPoint } from "./hyperparameters.ts";
import { Likelihood } from "./likelihood.ts";
import { minimize } from "./minimize.ts";

/**
 * The most probable hyperparameters given targets (mean 0, deviation 1) at embedded configurations (`rows`, see `Likelihood`). Always from the
 * same start, so that they depend on their data alone.
 */
export function fitHyperparameters(embedding: Embedding, rows: Float64Array, targets: Float64Array): Hyperparameters {
  const likelihood = new Likelihood(embedding, rows, targets);
  const theta = startingPoint(embedding.parameters);
  minimize(
    (point, gradient) => {
      const value = -(likelihood.evaluate(point, gradient) + addLogPrior(point, gradient));
      for (let i = 0; i < gradient.length; i++) gradient[i] = -gradient[i];
      return value;
    },
    theta,
    EVALUATIONS,
  );
  return theta;
}

// Each costs as much as the first. After 16 the log density is within 1 of its maximum (100 values of imb, hartmann6 and branches).
const EVALUATIONS = 16;
