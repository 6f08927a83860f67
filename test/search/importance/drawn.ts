import { stream } from "../../../src/search/chance/stream.ts";
import type { ImportanceProblem } from "../../../src/search/importance/problem.ts";
import { axesOf, fromUnit, toUnit } from "../../../src/search/space/axis.ts";
import { buildParams, randomParams } from "../../../src/search/space/configuration.ts";
import type { Params, Space } from "../../../src/search/space/parameter.ts";

/** A function of params whose shares are known. */
export interface KnownShares {
  readonly space: Space;
  /** Of each parameter, by name. */
  readonly shares: Readonly<Record<string, number>>;
  evaluate(params: Params): number;
}

const number = (params: Params, name: string) => Number(params[name]);

/** Variances 16, 4 and 1 twelfth; two parameters that do nothing. */
export const additive: KnownShares = {
  space: ["a", "b", "c", "none", "nothing"].map((name) => float(name, 0, 1)),
  shares: { a: 16 / 21, b: 4 / 21, c: 1 / 21, none: 0, nothing: 0 },
  evaluate: (params) => 4 * number(params, "a") + 2 * number(params, "b") + number(params, "c"),
};

/** Ishigami and Homma, 1990, with their constants; shares by hand, as in every text on sensitivity analysis. c matters together with a only. */
export const ishigami: KnownShares = {
  space: [...["a", "b", "c"].map((name) => float(name, -Math.PI, Math.PI)), float("noise", 0, 1)],
  shares: { a: 0.3139, b: 0.4424, c: 0, noise: 0 },
  evaluate: (params) =>
    Math.sin(number(params, "a")) +
    7 * Math.sin(number(params, "b")) ** 2 +
    0.1 * number(params, "c") ** 4 * Math.sin(number(params, "a")),
};

/** A kind, and r in half of the kinds. There r has variance 16 and s 4 twelfths; over the whole space r has 8 of them. The kind by itself changes nothing. */
export const conditional: KnownShares = {
  space: [
    { name: "kind", type: "categorical", values: ["v", "x", "y", "z"], when: {} },
    { ...float("r", 0, 1), when: { kind: ["x", "y"] } },
    float("s", 0, 1),
  ],
  shares: { kind: 0, r: 16 / 20, s: 4 / 12 },
  evaluate: (params) =>
    (params.r === undefined ? 0 : 4 * (number(params, "r") - 0.5)) + 2 * (number(params, "s") - 0.5),
};

/** Trials drawn at random. @param noise its deviation */
export function drawn({ space, evaluate }: KnownShares, trials: number, seed: number, noise = 0): ImportanceProblem {
  const axes = axesOf(space);
  const params = Array.from({ length: trials }, (_, trial) => randomParams(axes, stream(seed, trial)));
  const luck = stream(seed, trials);
  return problemOf(
    space,
    params,
    params.map((one) => evaluate(one) + noise * luck.normal()),
    seed,
  );
}

/** Trials at the points of Kronecker's sequence, which a program in any language can repeat: see make_optuna.py. */
export function kronecker({ space, evaluate }: KnownShares, trials: number): ImportanceProblem {
  const axes = axesOf(space);
  const coordinate = (trial: number, index: number) => ((trial + 1) * Math.sqrt([2, 3, 5, 7][index]!)) % 1;
  const params = Array.from({ length: trials }, (_, trial) =>
    buildParams(axes, (index) => fromUnit(axes[index]!, coordinate(trial, index))),
  );
  return problemOf(space, params, params.map(evaluate), 0);
}

export function float(name: string, min: number, max: number) {
  return { name, type: "float", min, max, scale: "linear", step: null, when: {} } as const;
}

function problemOf(
  space: Space,
  params: readonly Params[],
  values: readonly number[],
  seed: number,
): ImportanceProblem {
  const coordinates = params.flatMap((one) =>
    axesOf(space).map((axis) => {
      const value = one[axis.parameter.name];
      return value === undefined ? Number.NaN : toUnit(axis, value);
    }),
  );
  return {
    space,
    step: 1,
    known: values.length,
    points: Float64Array.from(coordinates),
    values: Float64Array.from(values),
    random: stream(seed, 0).state(),
  };
}
