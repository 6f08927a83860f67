import type { RowLoss } from "./rowLoss.ts";

// Below γ = 1 the slope of (1 − p)^γ has no bound as p nears 1; this bounds it.
const LEAST_MISS = 1e-6;

/**
 * −Σ t·(1 − p)^γ·log p; γ = 0 is cross entropy. Lin et al., Focal Loss for Dense Object Detection, ICCV 2017, equation 4, with the
 * softmax in place of the sigmoid, and summed over soft targets. With class weights in place of α it is their equation 5.
 */
export function focal(gamma: number): RowLoss {
  return (logP, p, targets, slope) => {
    let value = 0;
    let sum = 0;
    for (let label = 0; label < logP.length; label++) {
      const miss = Math.max(1 - p[label], LEAST_MISS);
      const factor = miss ** gamma;
      value -= targets[label] * factor * logP[label];
      // By log p; the softmax mixes these below.
      slope[label] = targets[label] * (gamma * p[label] * miss ** (gamma - 1) * logP[label] - factor);
      sum += slope[label];
    }
    for (let label = 0; label < logP.length; label++) slope[label] -= p[label] * sum;
    return value;
  };
}
