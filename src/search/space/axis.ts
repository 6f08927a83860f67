import type { CategoricalParameter, FloatParameter, IntParameter, Parameter, ParamValue, Space } from "./parameter.ts";

/** A parameter with infinitely many values. */
export interface ContinuousAxis {
  readonly kind: "continuous";
  readonly parameter: Parameter;
  toUnit(value: ParamValue): number;
  fromUnit(u: number): ParamValue;
}

/**
 * A parameter with finitely many values, its levels 0..levels-1. They cut [0, 1] into cells: level k has [edge(k), edge(k + 1)].
 * Cells are equally wide, but for integers on the log scale, where the cell of v reaches from log(v - 1/2) to log(v + 1/2).
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
      return parameter.step === null ? continuousAxis(parameter) : steppedAxis(parameter, parameter.step);
    case "int":
      return parameter.scale === "log" ? logIntAxis(parameter) : steppedAxis(parameter, parameter.step);
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

function steppedAxis(parameter: FloatParameter | IntParameter, step: number): DiscreteAxis {
  const { min, max } = parameter;
  // A range such as [0, 0.3] in steps of 0.1 has four values, though 0.3 / 0.1 is a little less than 3.
  const levels = Math.floor((max - min) / step + 1e-9) + 1;
  return {
    ...equalCells(levels),
    parameter,
    ordered: true,
    level: (value) => clamp(Math.round((numeric(value) - min) / step), 0, levels - 1),
    value: (level) => (parameter.type === "int" ? min + level * step : Math.min(max, tidy(min + level * step))),
  };
}

function logIntAxis(parameter: IntParameter): DiscreteAxis {
  const { min, max } = parameter;
  const levels = max - min + 1;
  const low = Math.log(min - 0.5);
  const span = Math.log(max + 0.5) - low;
  return {
    kind: "discrete",
    parameter,
    levels,
    ordered: true,
    edge: (level) => (Math.log(min + level - 0.5) - low) / span,
    levelAt: (u) => clamp(Math.round(Math.exp(low + u * span)) - min, 0, levels - 1),
    level: (value) => clamp(numeric(value) - min, 0, levels - 1),
    value: (level) => min + level,
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
