import type { Random, StreamState } from "../chance/stream.ts";
import type { HistoryView } from "../history/history.ts";
import { beliefOf } from "../learning/belief.ts";
import { tiltPower } from "../learning/trust.ts";
import type { Axis } from "../space/axis.ts";
import { keyOf, type Space } from "../space/parameter.ts";
import { type Observations, observationsAt } from "./observations.ts";

/** All that a Gaussian process needs of a sweep to propose a configuration: plain data, so that another thread can work it out (see `solve`). */
export interface Problem {
  readonly space: Space;
  /** The step of the observed values, and the last one. */
  readonly rung: number;
  readonly last: number;
  readonly observations: Observations;
  /** The power of the user's belief (see `tiltOf`). */
  readonly tilt: number;
  /** Keys of the configurations that a draw can hit again: those of trials without an active parameter on a continuous axis. */
  readonly taken: readonly string[];
  readonly random: StreamState;
}

/** What a model of the values at `rung`, one of `history.rungs` with a finite value, has to work out. */
export function pose(axes: readonly Axis[], history: HistoryView, rung: number, random: Random): Problem {
  const { rungs } = history;
  const observations = observationsAt(history, rung, axes.length);
  const space = axes.map(({ parameter }) => parameter);
  return {
    space,
    rung,
    last: rungs[rungs.length - 1],
    observations,
    tilt: tiltPower(beliefOf(axes), history, observations.losses.length),
    taken: recurring(axes, history).map((trial) => keyOf(space, history.trials[trial].params)),
    random: random.state(),
  };
}

function recurring(axes: readonly Axis[], { trials, points }: HistoryView): number[] {
  const continuous = axes.flatMap(({ kind }, index) => (kind === "continuous" ? [index] : []));
  const canRecur = (trial: number) => continuous.every((index) => Number.isNaN(points[trial * axes.length + index]));
  return trials.map(({ number }) => number).filter(canRecur);
}
