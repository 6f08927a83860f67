import type { DeclaredSpace } from "./declared.ts";

/**
 * The five knobs of imbalanced classification and the learning rate, as the bundled trainer knows them. `parameters: { preset: imbalance }` of a
 * document; a program puts it into its space: `[...imbalance, { name: "dropout", ... }]`.
 *
 * There is a prior where one value was found good across tasks. Losses and samplers have none: which is best differs from set to set, and so does
 * the strength of augmentation, with the size of the data and of the network.
 */
export const imbalance = [
  { name: "loss", type: "categorical", values: ["cross_entropy", "weighted_cross_entropy", "focal", "ldam"] },
  // 0.5 to 5 were tried and 2 was best. Source: Lin et al., "Focal loss for dense object detection", 2017, section 5.1.
  { name: "focal_gamma", type: "float", min: 0.5, max: 5, prior: { center: 2 }, when: { loss: ["focal"] } },
  // Source: Szegedy et al., "Rethinking the Inception architecture for computer vision", 2016, section 7. For 1,000 classes: hence low.
  { name: "label_smoothing", type: "float", min: 0, max: 0.3, prior: { center: 0.1, confidence: "low" } },
  { name: "augmentation", type: "float", min: 0, max: 1 },
  { name: "sampler", type: "categorical", values: ["shuffle", "weighted", "balanced"] },
  // Adam's own default. Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1.
  { name: "learning_rate", type: "float", min: 1e-4, max: 3e-2, scale: "log", prior: { center: 1e-3 } },
] as const satisfies DeclaredSpace;
