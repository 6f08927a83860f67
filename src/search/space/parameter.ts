/** What a parameter can be set to. */
export type ParamValue = number | string | boolean;

export function isParamValue(raw: unknown): raw is ParamValue {
  return typeof raw === "string" || typeof raw === "boolean" || (typeof raw === "number" && Number.isFinite(raw));
}

/** The values of one configuration: its active parameters only, in declared order. */
export type Params = Readonly<Record<string, ParamValue>>;

/**
 * A value as a document has it, as it stands in params: a list or null as its JSON text, everything else as it is. Whether the parameter can take
 * it, `valueRule` says.
 */
export function labelOf(raw: unknown): unknown {
  return raw === null || Array.isArray(raw) ? JSON.stringify(raw) : raw;
}

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
  /** Distance of neighbouring values, counted from `min`; `null`: any value of [min, max]. */
  readonly step: number | null;
  /** How values are spread over [min, max] at random; undefined: evenly on the scale. */
  readonly distribution?: Distribution;
}

/** normal: of the value; logNormal: of its natural logarithm. `mu` and `sigma` (above 0) are its mean and its standard deviation. */
export interface Distribution {
  readonly kind: "normal" | "logNormal";
  readonly mu: number;
  readonly sigma: number;
}

export interface IntParameter {
  readonly type: "int";
  readonly name: string;
  readonly when: Condition;
  readonly prior?: Prior;
  readonly min: number;
  readonly max: number;
  readonly scale: Scale;
  /** Distance of neighbouring values, counted from `min`. */
  readonly step: number;
}

export interface CategoricalParameter {
  readonly type: "categorical";
  readonly name: string;
  readonly when: Condition;
  readonly prior?: Prior;
  /** At least one, all different; their order means nothing. A list or null stands here as its JSON text. */
  readonly values: readonly ParamValue[];
  /** JSON of the values that JSON would not write as they are meant, by how they stand in `values`: `1.0`, `null`, `[128, 64]`. */
  readonly json?: Readonly<Record<string, string>>;
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
