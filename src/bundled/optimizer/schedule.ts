import type { Params } from "../params/params.ts";

// What counts as better than the best so far: PyTorch's relative threshold.
const THRESHOLD = 1e-4;

/**
 * The learning rate where a share of an epoch is done, from 0 to 1.
 *
 * @param macroF1s Macro-F1 on the validation rows after each epoch that is done.
 * @param epochs Of the whole training.
 */
export function learningRate(params: Params, macroF1s: readonly number[], epochs: number): (share: number) => number {
  const rate = params.learning_rate;
  switch (params.schedule) {
    case "constant":
      return () => rate;
    case "cosine":
      return (share) => cosine(rate, (macroF1s.length + share) / epochs);
    case "plateau": {
      const reduced = rate * params.plateau_factor ** reductions(macroF1s, params.plateau_patience);
      return () => reduced;
    }
  }
}

/** From the full rate at progress 0 to nothing at 1: half a cosine (Loshchilov and Hutter 2017, equation 5). */
function cosine(rate: number, progress: number): number {
  return (rate * (1 + Math.cos(Math.PI * progress))) / 2;
}

/** How often PyTorch's ReduceLROnPlateau(mode="max") has reduced: each time that more than `patience` epochs in a row were no better. */
function reductions(macroF1s: readonly number[], patience: number): number {
  let best = Number.NEGATIVE_INFINITY;
  let without = 0;
  let count = 0;
  for (const macroF1 of macroF1s) {
    if (macroF1 > best * (1 + THRESHOLD)) {
      best = macroF1;
      without = 0;
    } else if (++without > patience) {
      count++;
      without = 0;
    }
  }
  return count;
}
