import { type Chosen, choice, flag, type Knob, number, whole } from "./knob.ts";

const LOSSES = ["cross_entropy", "weighted_cross_entropy", "focal", "ldam"] as const;
const WEIGHTS = ["none", "inverse_frequency", "effective_number"] as const;

/** Everything that a sweep can turn, in the names of the document. */
export const KNOBS = {
  loss: choice(LOSSES, "cross_entropy"),
  /** 2 is what the paper of the focal loss found best (Lin et al. 2017, section 5.1). */
  focal_gamma: number(0, 10, 2, ["loss", "focal"]),
  /** Margin of the rarest class, as a difference of cosines. 0.5 and a scale of 30 are the paper's (Cao et al. 2019, appendix B). */
  ldam_margin: number(0, 2, 0.5, ["loss", "ldam"]),
  ldam_scale: number(1, 100, 30, ["loss", "ldam"]),
  /** What a row's loss is multiplied with, by its class. */
  class_weights: choice(WEIGHTS, weightsOfLoss, ["loss", "weighted_cross_entropy", "focal", "ldam"]),
  /** β of the effective number of samples: 1 − 1/N, where N is the number of prototypes of a class. */
  effective_beta: number(0, 0.999999, 0.9999, ["class_weights", "effective_number"]),
  /** Share of the epochs before the class weights count. LDAM's paper starts at epoch 160 of 200. */
  reweight_from: number(0, 1, deferral, ["class_weights", "inverse_frequency", "effective_number"]),
  /** Share of each target that is spread evenly over all classes. */
  label_smoothing: number(0, 0.3, 0),

  /** Strength of every part of the augmentation that is on; 0 is none. */
  augmentation: number(0, 1, 0),
  augment_noise: flag(true),
  augment_scale: flag(true),
  augment_drop: flag(true, ["model", "mlp"]),
  augment_shift: flag(true, ["model", "cnn1d", "cnn2d"]),
  augment_warp: flag(true, ["model", "cnn1d"]),
  augment_cutout: flag(true, ["model", "cnn1d", "cnn2d"]),
  /** For spectrograms: rows are frequencies, columns are times. */
  augment_spec: flag(false, ["model", "cnn2d"]),
  augment_mixup: flag(false),
  augment_cutmix: flag(false, ["model", "cnn1d", "cnn2d"]),

  sampler: choice(["shuffle", "weighted", "balanced"], "shuffle"),
  /** Rows of the rarest class that each batch has at least. */
  minority_per_batch: whole(0, 65_536, 0),
  /** Rows a step. */
  batch_size: whole(1, 65_536, 128),

  /** Of Adam, at the first step. */
  learning_rate: number(1e-8, 1, 3e-3),
  schedule: choice(["cosine", "constant", "plateau"], "cosine"),
  /** What the rate is multiplied with when macro-F1 has had no new best for more than `plateau_patience` epochs. */
  plateau_factor: number(0.01, 0.99, 0.5, ["schedule", "plateau"]),
  plateau_patience: whole(0, 10_000, 5, ["schedule", "plateau"]),
  /** Largest norm of a gradient; 0 is no bound. */
  clip_norm: number(0, 1e6, 0),
  /** Largest ratio of the norms of a unit's gradient and its weights; 0 is no bound. */
  clip_adaptive: number(0, 100, 0),
  /** Decoupled (AdamW): share of the weights lost at a step is the learning rate times this. */
  weight_decay: number(0, 10, 0),
  /** Epochs without a new best macro-F1 after which training ends; 0: half of the epochs, and at least 10. */
  patience: whole(0, 1_000_000, 0),

  /** Share of units dropped while training: of each hidden layer of an MLP, of the features before the last layer of a CNN. */
  dropout: number(0, 0.9, 0),
  batch_norm: flag(({ model }) => model !== "mlp"),
  /** Units of a hidden layer; filters of the first convolution, which double from one to the next. */
  width: whole(1, 4096, ({ model }) => (model === "mlp" ? 64 : 16)),
  /** Hidden layers or convolutions; 0 is softmax regression. */
  depth: whole(0, 16, ({ model }) => (model === "mlp" ? 2 : 3)),
};

type Value<K> = K extends Knob<infer T> ? T : never;

/** The params of a trial, complete. What each means stands at `KNOBS`. */
export type Params = { readonly [Name in keyof typeof KNOBS]: Value<(typeof KNOBS)[Name]> };

function weightsOfLoss({ loss }: Chosen): (typeof WEIGHTS)[number] {
  switch (loss) {
    case "weighted_cross_entropy":
      return "inverse_frequency";
    case "ldam":
      return "effective_number";
    default:
      return "none";
  }
}

function deferral({ loss }: Chosen): number {
  return loss === "ldam" ? 0.8 : 0;
}
