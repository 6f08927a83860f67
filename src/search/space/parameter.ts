/** What a parameter can be set to. */
export type ParamValue = number | string | boolean;

export function isParamValue(raw: unknown): raw is ParamValue {
  return typeof raw === "string" || typeof raw === "boolean" || (typeof raw === "number" && Number.isFinite(raw));
}

/** The values of one configuration: its active parameters only, in declared order. */
export type Params = Readonly<Record<string, ParamValue>>;

/** Parent parameter -> the values of it under which the child exists. All must hold; `{}` always does. */
export type Condition = Readonly<Record<string, readonly ParamValue[]>>;

/** `log`: equal ratios are equally likely, so `min` is above 0. */
export type Scale = "linear" | "log";

export type Confidence = "low" | "medium" | "high";

/** Where the user expects the best values of a parameter to be. What it does stands at `beliefOf`. */
export interface Prior {
  /** A value that the parameter can take. */
  readonly center: ParamValue;
  readonly confidence: Confidence;
}

export interface FloatParameter {
  readonly type: "float";
  readonly name: string;
  readonly when: Condition;
  readonly prior?: Prior;
  readonly min: number;
  readonly max: number;
  readonly scale: Scale;
  /** Distance of neighbouring values, counted from `min` (linear scale only); `null`: any value of [min, max]. */
  readonly step: number | null;
}

export interface IntParameter {
  readonly type: "int";
  readonly name: string;
  readonly when: Condition;
  readonly prior?: Prior;
  readonly min: number;
  readonly max: number;
  readonly scale: Scale;
  /** Distance of neighbouring values, counted from `min`; 1 on the log scale. */
  readonly step: number;
}

export interface CategoricalParameter {
  readonly type: "categorical";
  readonly name: string;
  readonly when: Condition;
  readonly prior?: Prior;
  /** At least one, all different, all of one type; their order means nothing. */
  readonly values: readonly ParamValue[];
}

/** One dimension of a space. */
export type Parameter = FloatParameter | IntParameter | CategoricalParameter;

/** The parameters of a sweep; parents stand before their children. */
export type Space = readonly Parameter[];

/** Whether a parameter exists in a configuration whose values before it are `params`. */
export function isActive(parameter: Parameter, params: Params): boolean {
  for (const parent in parameter.when) {
    const value = params[parent];
    if (value === undefined || !parameter.when[parent].includes(value)) return false;
  }
  return true;
}

/** What tells the configurations of a space apart. */
export function keyOf(space: Space, params: Params): string {
  return JSON.stringify(space.map(({ name }) => params[name]));
}
