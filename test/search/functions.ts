import type { Params, Space } from "../../src/search/space/parameter.ts";

/** A function to minimize over a space, with the known or estimated minimum. */
export interface TestFunction {
  readonly space: Space;
  readonly minimum: number;
  evaluate(params: Params): number;
}

const { cos, exp, log2, log10, PI, sqrt } = Math;

export const branin: TestFunction = {
  space: [float("x0", -5, 10), float("x1", 0, 15)],
  minimum: 0.397887,
  evaluate(params) {
    const [x, y] = numbers(params, "x0", "x1");
    return (y - (5.1 / (4 * PI ** 2)) * x * x + (5 / PI) * x - 6) ** 2 + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10;
  },
};

const HARTMANN_A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];
const HARTMANN_C = [1, 1.2, 3, 3.2];

export const hartmann6: TestFunction = {
  space: [0, 1, 2, 3, 4, 5].map((j) => float(`x${j}`, 0, 1)),
  minimum: -3.32237,
  evaluate(params) {
    const x = numbers(params, "x0", "x1", "x2", "x3", "x4", "x5");
    const distance = (i: number) => x.reduce((sum, xj, j) => sum + HARTMANN_A[i][j] * (xj - HARTMANN_P[i][j]) ** 2, 0);
    return -HARTMANN_C.reduce((sum, c, i) => sum + c * exp(-distance(i)), 0);
  },
};

export const ackley5: TestFunction = {
  space: [0, 1, 2, 3, 4].map((j) => float(`x${j}`, -10, 10)),
  minimum: 0,
  evaluate(params) {
    const x = numbers(params, "x0", "x1", "x2", "x3", "x4").map((xj) => xj - 1.7);
    const squares = x.reduce((sum, xj) => sum + xj * xj, 0);
    const waves = x.reduce((sum, xj) => sum + cos(2 * PI * xj), 0);
    return -20 * exp(-0.2 * sqrt(squares / 5)) - exp(waves / 5) + 20 + Math.E;
  },
};

export const rosenbrock4: TestFunction = {
  space: [0, 1, 2, 3].map((j) => float(`x${j}`, -2, 2)),
  minimum: -2,
  evaluate(params) {
    const x = numbers(params, "x0", "x1", "x2", "x3");
    const terms = [0, 1, 2].map((i) => 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2);
    return log10(0.01 + terms.reduce((sum, term) => sum + term, 0));
  },
};

/** 1 - F1 of an imagined imbalanced task: interactions of loss and sampler, gamma under focal only, a valley in rate and dropout. */
export const imb: TestFunction = {
  space: [
    categorical("loss", ["ce", "weighted_ce", "focal", "ldam"]),
    { ...float("focal_gamma", 0.5, 5), when: { loss: ["focal"] } },
    float("label_smoothing", 0, 0.3),
    float("augmentation", 0, 1),
    categorical("sampler", ["shuffle", "weighted_random", "balanced_batch"]),
    log("lr", 1e-4, 3e-2),
    float("dropout", 0, 0.6),
    categorical("batch_size", [16, 32, 64, 128, 256]),
  ],
  minimum: 0.2456,
  evaluate(params) {
    const [smoothing, augmentation, rate, dropout, batch] = numbers(
      params,
      "label_smoothing",
      "augmentation",
      "lr",
      "dropout",
      "batch_size",
    );
    const ofLoss: Record<string, number> = { ce: 0.62, weighted_ce: 0.7, focal: 0.68, ldam: 0.72 };
    const ofSampler: Record<string, number> = { shuffle: 0, weighted_random: 0.015, balanced_batch: 0.01 };
    const together: Record<string, number> = { ce: 0.05, weighted_ce: -0.06, focal: 0.01, ldam: -0.02 };
    const loss = String(params.loss);
    const focal = loss === "focal" ? 0.05 * exp(-(((Number(params.focal_gamma) - 1.8) / 0.7) ** 2)) : 0;
    const sampler = ofSampler[String(params.sampler)] + (params.sampler === "shuffle" ? 0 : together[loss]);
    const l = log10(rate);
    const best = -2.6 + 0.25 * (log2(batch) - 6);
    const f1 =
      ofLoss[loss] +
      focal +
      sampler -
      0.12 * (1 - exp(-(((l - best) / 0.45) ** 2))) -
      1.5 * (smoothing - 0.06) ** 2 -
      0.08 * (augmentation - 0.35) ** 2 -
      0.4 * (dropout - 0.2 - 0.15 * (l + 2.6)) ** 2;
    return 1 - f1;
  },
};

/** Two conditional branches with different optima; the good one is narrow. */
export const branches: TestFunction = {
  space: [
    categorical("opt", ["sgd", "adam"]),
    { ...log("sgd_lr", 1e-4, 1), when: { opt: ["sgd"] } },
    { ...float("momentum", 0, 0.99), when: { opt: ["sgd"] } },
    { ...categorical("nesterov", ["no", "yes"]), when: { opt: ["sgd"] } },
    { ...log("adam_lr", 1e-5, 1e-1), when: { opt: ["adam"] } },
    { ...log("wd", 1e-6, 1e-1), when: { opt: ["adam"] } },
    integer("layers", 1, 4),
    ...[0, 1, 2, 3].map((i) => ({
      ...integer(`units${i}`, 16, 1024),
      when: { layers: [1, 2, 3, 4].filter((layers) => layers > i) },
    })),
  ],
  minimum: 0.08,
  evaluate(params) {
    const layers = Number(params.layers);
    let value = params.opt === "sgd" ? sgd(params) : adam(params);
    value += [0.06, 0.02, 0, 0.015][layers - 1];
    for (let i = 0; i < layers; i++) value += 0.02 * ((log2(Number(params[`units${i}`])) - (8 - i)) / 3) ** 2;
    return value;
  },
};

function sgd(params: Params): number {
  const [rate, momentum] = numbers(params, "sgd_lr", "momentum");
  return 0.15 + 0.04 * (log10(rate) + 1) ** 2 + 0.6 * (momentum - 0.9) ** 2 - (params.nesterov === "yes" ? 0.01 : 0);
}

function adam(params: Params): number {
  const [rate, decay] = numbers(params, "adam_lr", "wd").map(log10);
  return 0.08 + 0.12 * (1 - exp(-(((rate + 3.2) / 0.35) ** 2))) + 0.05 * (1 - exp(-(((decay + 4) / 0.8) ** 2)));
}

function numbers(params: Params, ...names: string[]): number[] {
  return names.map((name) => Number(params[name]));
}

function float(name: string, min: number, max: number) {
  return { name, type: "float", min, max, scale: "linear", step: null, when: {} } as const;
}

function log(name: string, min: number, max: number) {
  return { name, type: "float", min, max, scale: "log", step: null, when: {} } as const;
}

function integer(name: string, min: number, max: number) {
  return { name, type: "int", min, max, scale: "linear", step: 1, when: {} } as const;
}

function categorical(name: string, values: readonly (string | number)[]) {
  return { name, type: "categorical", values, when: {} } as const;
}
