import { LANDSCAPE } from "../chance/purposes.ts";
import { stream } from "../chance/stream.ts";
import type { Direction } from "../history/loss.ts";
import { axesOf, toUnit } from "../space/axis.ts";
import type { Params, Space } from "../space/parameter.ts";

/** A value and its standard error at a step from 1, the same whenever it is asked for. */
export type SyntheticCurve = (step: number) => { readonly value: number; readonly error: number };

/**
 * Learning curves of an imagined classifier, to try a search on before there is a real one: v(t) = end - (end - start) exp(-(t - 1) / τ) plus
 * normal noise.
 *
 * - `end` lies in 0.3 to 0.8 and falls with the distance of the params from an optimum somewhere in the space, of which a few parameters matter
 *   most; a little of it no param explains.
 * - Curves cross: on one side of one parameter they start at three quarters of their end and are there after a tenth of the steps (as balanced
 *   sampling does), on the other at two fifths, and take a third of the steps, and end 0.05 higher.
 *
 * A minimized objective gets 1 - v. Everything follows from the seed.
 */
export function syntheticCurves(space: Space, maxStep: number, direction: Direction, seed: number) {
  const axes = axesOf(space);
  const random = stream(seed, LANDSCAPE);
  const optimum = axes.map(() => random.next());
  // Each is 1, 1/2, 1/3, ... or one through the number of parameters, drawn for itself: some matter much, most a little.
  const importance = axes.map(() => 1 / (1 + random.integer(axes.length)));
  const turning = random.integer(axes.length);
  const whole = importance.reduce((sum, each) => sum + each, 0);

  return function curveOf(trial: number, params: Params): SyntheticCurve {
    const own = stream(seed, LANDSCAPE, trial);
    const units = axes.map((axis) => {
      const value = params[axis.parameter.name];
      return value === undefined ? null : toUnit(axis, value);
    });
    const distance = units.reduce(
      (sum: number, u, i) => sum + (u === null ? 0 : importance[i] * Math.abs(u - optimum[i])),
      0,
    );
    const isEarly = (units[turning] ?? 0) < 0.5;
    const quality = 0.75 - (0.45 * distance) / whole + 0.02 * own.normal();
    const end = isEarly ? quality : quality + 0.05;
    const start = end * (isEarly ? 0.75 : 0.4);
    // Within 5 % of the way after three of these.
    const pace = Math.max(1, maxStep) / (isEarly ? 30 : 9);
    return (step) => {
      const jitter = NOISE * stream(seed, LANDSCAPE, trial, step).normal();
      const value = end - (end - start) * Math.exp(-(step - 1) / pace) + jitter;
      return { value: direction === "maximize" ? value : 1 - value, error: ERROR };
    };
  };
}

const NOISE = 0.01;
// Of macro-F1 on some hundred samples with a rare class.
const ERROR = 0.02;
