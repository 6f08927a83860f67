import type { DeclaredSpace } from "../../src/search/index.ts";

/** The knobs of the tasks' train.py, as optuna_search.py declares them. */
const narrow = [
  { name: "loss", type: "categorical", values: ["cross_entropy", "weighted_cross_entropy", "focal", "ldam"] },
  { name: "focal_gamma", type: "float", min: 0.5, max: 5, when: { loss: ["focal"] } },
  { name: "label_smoothing", type: "float", min: 0, max: 0.3 },
  { name: "augmentation", type: "float", min: 0, max: 1 },
  { name: "sampler", type: "categorical", values: ["shuffle", "weighted", "balanced"] },
  { name: "learning_rate", type: "float", min: 1e-4, max: 3e-2, scale: "log" },
  { name: "dropout", type: "float", min: 0, max: 0.6 },
] as const satisfies DeclaredSpace;

const wide = [
  ...narrow,
  { name: "weight_power", type: "float", min: 0, max: 1, when: { loss: ["weighted_cross_entropy"] } },
  { name: "margin", type: "float", min: 0.3, max: 3, when: { loss: ["ldam"] } },
  { name: "mixup", type: "float", min: 0, max: 1 },
  { name: "batch_size", type: "int", min: 16, max: 256, scale: "log" },
  { name: "width", type: "int", min: 8, max: 192, scale: "log" },
  { name: "depth", type: "int", min: 1, max: 4 },
  { name: "weight_decay", type: "float", min: 1e-5, max: 1, scale: "log" },
  { name: "warmup", type: "float", min: 0, max: 0.5 },
  { name: "final_rate", type: "float", min: 1e-3, max: 1, scale: "log" },
] as const satisfies DeclaredSpace;

export const SPACES: Readonly<Record<string, DeclaredSpace>> = { narrow, wide };
