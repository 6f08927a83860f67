import { invalid, type Mistake } from "../../../error.ts";

const LOSSES = ["cross_entropy", "weighted_cross_entropy", "focal"] as const;
const SAMPLERS = ["shuffle", "weighted", "balanced"] as const;

/** What a sweep can turn, in the names of the document. */
export interface Params {
  readonly loss: (typeof LOSSES)[number];
  /** Used by the focal loss only. */
  readonly focal_gamma: number;
  /** Share of each target that is spread evenly over all classes. */
  readonly label_smoothing: number;
  /** Strength of noise, scaling and dropped features; 0 is none. */
  readonly augmentation: number;
  readonly sampler: (typeof SAMPLERS)[number];
  /** Of Adam, at the first step; it falls to 0 over the epochs by a cosine. */
  readonly learning_rate: number;
  /** Share of hidden units dropped while training. */
  readonly dropout: number;
  /** Rows a step. */
  readonly batch_size: number;
  /** Units of a hidden layer. */
  readonly width: number;
  /** Hidden layers; 0 is softmax regression. */
  readonly depth: number;
  /** Decoupled (AdamW): share of the weights lost at a step is learning_rate · weight_decay. */
  readonly weight_decay: number;
}

const DEFAULTS = {
  loss: "cross_entropy",
  // The value that the paper of the focal loss found best (Lin et al. 2017, section 5.1).
  focal_gamma: 2,
  label_smoothing: 0,
  augmentation: 0,
  sampler: "shuffle",
  learning_rate: 3e-3,
  dropout: 0,
  batch_size: 128,
  width: 64,
  depth: 2,
  weight_decay: 0,
} satisfies Params;

/**
 * The params of a trial, defaults filled in.
 *
 * @throws SweepError `invalid` with every mistake: an unknown name, a value of the wrong kind or out of range, or a focal_gamma for
 *   another loss, which would have no effect.
 */
export function readParams(raw: Readonly<Record<string, unknown>>): Params {
  const mistakes: Mistake[] = [];
  const at = (name: string) => `params.${name}`;

  function choice<T extends string>(name: keyof Params, choices: readonly T[], fallback: T): T {
    const value = raw[name] ?? fallback;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) mistakes.push({ path: at(name), value, rule: `must be one of ${choices.join(", ")}` });
    return found ?? fallback;
  }

  function number(name: keyof Params, min: number, max: number, fallback: number): number {
    const value = raw[name] ?? fallback;
    if (typeof value === "number" && value >= min && value <= max) return value;
    mistakes.push({ path: at(name), value, rule: `must be a number from ${min} to ${max}` });
    return fallback;
  }

  function integer(name: keyof Params, min: number, max: number, fallback: number): number {
    const value = number(name, min, max, fallback);
    if (!Number.isInteger(value)) mistakes.push({ path: at(name), value, rule: "must be a whole number" });
    return value;
  }

  const params: Params = {
    loss: choice("loss", LOSSES, DEFAULTS.loss),
    focal_gamma: number("focal_gamma", 0, 10, DEFAULTS.focal_gamma),
    label_smoothing: number("label_smoothing", 0, 0.3, DEFAULTS.label_smoothing),
    augmentation: number("augmentation", 0, 1, DEFAULTS.augmentation),
    sampler: choice("sampler", SAMPLERS, DEFAULTS.sampler),
    learning_rate: number("learning_rate", 1e-8, 1, DEFAULTS.learning_rate),
    dropout: number("dropout", 0, 0.9, DEFAULTS.dropout),
    batch_size: integer("batch_size", 1, 65_536, DEFAULTS.batch_size),
    width: integer("width", 1, 4096, DEFAULTS.width),
    depth: integer("depth", 0, 16, DEFAULTS.depth),
    weight_decay: number("weight_decay", 0, 10, DEFAULTS.weight_decay),
  };
  for (const name of Object.keys(raw)) {
    if (Object.hasOwn(DEFAULTS, name)) continue;
    const known = Object.keys(DEFAULTS).join(", ");
    mistakes.push({ path: at(name), value: undefined, rule: `unknown parameter; this trainer knows ${known}` });
  }
  if (raw.focal_gamma !== undefined && params.loss !== "focal") {
    mistakes.push({ path: at("focal_gamma"), value: raw.focal_gamma, rule: `needs loss focal, not ${params.loss}` });
  }
  if (mistakes.length > 0) throw invalid(mistakes);
  return params;
}
