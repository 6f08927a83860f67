import { shuffled } from "../shuffled.ts";
import { betaOf } from "./beta.ts";
import { mix } from "./mix.ts";
import type { BatchPart } from "./part.ts";

// At full strength; the paper's range is 0.1 to 0.4.
const ALPHA = 0.4;

/**
 * Mixes each row with another one of the batch, features and truth alike: λ · own + (1 − λ) · the other's, with one λ a batch from
 * Beta(α, α), α = 0.4 · strength. Zhang et al., mixup: Beyond Empirical Risk Minimization, ICLR 2018.
 */
export const mixup: BatchPart = ({ rows, features, truth }, strength, random) => {
  const keep = betaOf(ALPHA * strength, random);
  const partners = shuffled(rows, random);
  mix(features, features.length / rows, partners, keep);
  mix(truth, truth.length / rows, partners, keep);
};
