import type { RowLoss } from "./rowLoss.ts";

/** −Σ t·log p, as PyTorch's CrossEntropyLoss; its slope is p − t. */
export const crossEntropy: RowLoss = (logP, p, targets, slope) => {
  let value = 0;
  for (let label = 0; label < logP.length; label++) {
    value -= targets[label] * logP[label];
    slope[label] = p[label] - targets[label];
  }
  return value;
};
