import { normalCdf } from "../chance/normalCdf.ts";
import { normalQuantile } from "../chance/normalQuantile.ts";
import type {
  CategoricalParameter,
  Distribution,
  FloatParameter,
  IntParameter,
  Parameter,
  ParamValue,
  Space,
} from "./parameter.ts";

/** A parameter with infinitely many values. */
export interface ContinuousAxis {
  readonly kind: "continuous";
  readonly parameter: Parameter;
  toUnit(value: ParamValue): number;
  fromUnit(u: number): ParamValue;
}

/**
 * A parameter with finitely many values, its levels 0..levels-1. They cut [0, 1] into cells: level k has [edge(k), edge(k + 1)].
 * Cells are equally wide, but for steps on the log scale, where the cell of v reaches from log(v - step/2) to log(v + step/2); the first from
 * log(min/2) at least.
 */
export interface DiscreteAxis {
  readonly kind: "discrete";
  readonly parameter: Parameter;
  readonly levels: number;
  /** Whether neighbouring levels are alike; false for categories. */
  readonly ordered: boolean;
  edge(level: number): number;
  levelAt(u: number): number;
  level(value: ParamValue): number;
  value(level: number): ParamValue;
}

/** The map between a parameter's values and [0, 1], where equal lengths are equally likely at random. */
export type Axis = ContinuousAxis | DiscreteAxis;

/** The axes of a space, in its order. */
export function axesOf(space: Space): readonly Axis[] {
  return space.map(axisOf);
}

/** The coordinate of a value in [0, 1]: the middle of its cell where the axis has cells. */
export function toUnit(axis: Axis, value: ParamValue): number {
  if (axis.kind === "continuous") return axis.toUnit(value);
  const level = axis.level(value);
  return (axis.edge(level) + axis.edge(level + 1)) / 2;
}

/** The value at a coordinate in [0, 1]. */
export function fromUnit(axis: Axis, u: number): ParamValue {
  return axis.kind === "continuous" ? axis.fromUnit(u) : axis.value(axis.levelAt(u));
}

function axisOf(parameter: Parameter): Axis {
  switch (parameter.type) {
    case "float":
      if (parameter.distribution !== undefined) return normalAxis(parameter, parameter.distribution);
      return parameter.step === null ? continuousAxis(parameter) : steppedAxis(parameter, parameter.step);
    case "int":
      return steppedAxis(parameter, parameter.step);
    case "categorical":
      return categoricalAxis(parameter);
  }
}

function continuousAxis(parameter: FloatParameter): ContinuousAxis {
  const { min, max, scale } = parameter;
  const [forward, back] = scale === "log" ? [Math.log, Math.exp] : [Number, Number];
  const low = forward(min);
  const span = forward(max) - low;
  return {
    kind: "continuous",
    parameter,
    toUnit: (value) => clamp((forward(numeric(value)) - low) / span, 0, 1),
    fromUnit: (u) => clamp(back(low + u * span), min, max),
  };
}

// Equal lengths of [0, 1] have equal shares of the distribution, cut off at the ends of the range.
function normalAxis(parameter: FloatParameter, { kind, mu, sigma }: Distribution): ContinuousAxis {
  const { min, max } = parameter;
  const [forward, back] = kind === "logNormal" ? [Math.log, Math.exp] : [Number, Number];
  const below = (value: number) => normalCdf((forward(value) - mu) / sigma);
  const low = below(min);
  const mass = below(max) - low;
  return {
    kind: "continuous",
    parameter,
    toUnit: (value) => clamp((below(numeric(value)) - low) / mass, 0, 1),
    fromUnit: (u) => clamp(back(mu + sigma * normalQuantile(low + u * mass)), min, max),
  };
}

function steppedAxis(parameter: FloatParameter | IntParameter, step: number): DiscreteAxis {
  const { min, max, scale } = parameter;
  // A range such as [0, 0.3] in steps of 0.1 has four values, though 0.3 / 0.1 is a little less than 3.
  const levels = Math.floor((max - min) / step + 1e-9) + 1;
  const value = (level: number) =>
    parameter.type === "int" ? min + level * step : Math.min(max, tidy(min + level * step));
  return {
    ...(scale === "log" ? logCells(min, step, levels) : equalCells(levels)),
    parameter,
    ordered: true,
    level: (given) => clamp(Math.round((numeric(given) - min) / step), 0, levels - 1),
    value,
  };
}

function logCells(min: number, step: number, levels: number) {
  const edgeOf = (level: number) => Math.log(Math.max(min / 2, min + (level - 0.5) * step));
  const low = edgeOf(0);
  const span = edgeOf(levels) - low;
  return {
    kind: "discrete" as const,
    levels,
    edge: (level: number) => (edgeOf(level) - low) / span,
    levelAt: (u: number) => clamp(Math.round((Math.exp(low + u * span) - min) / step), 0, levels - 1),
  };
}

function categoricalAxis(parameter: CategoricalParameter): DiscreteAxis {
  const { values } = parameter;
  return {
    ...equalCells(values.length),
    parameter,
    ordered: false,
    level: (value) => values.indexOf(value),
    value: (level) => values[level],
  };
}

function equalCells(levels: number) {
  return {
    kind: "discrete" as const,
    levels,
    edge: (level: number) => level / levels,
    levelAt: (u: number) => Math.min(levels - 1, Math.floor(u * levels)),
  };
}

// NaN for a value of another type, which checkParams refuses.
function numeric(value: ParamValue): number {
  return typeof value === "number" ? value : Number.NaN;
}

// 0.1 + 2 * 0.1 is 0.30000000000000004; people asked for 0.3.
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
