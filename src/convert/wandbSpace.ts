import type { Dimension } from "./dimension.ts";
import type { Source } from "./source.ts";

/** The `parameters` of a W&B sweep; nested ones have dotted names. */
export interface WandbSpace {
  readonly dimensions: readonly (readonly [Dimension, Source])[];
  /** What is the same for every trial. */
  readonly fixed: readonly { readonly name: string; readonly value: unknown }[];
}

export function readWandbParameters(parameters: Source, prefix = ""): WandbSpace {
  const dimensions: (readonly [Dimension, Source])[] = [];
  const fixed: { name: string; value: unknown }[] = [];
  for (const key of parameters.keys()) {
    const at = parameters.child(key);
    const name = prefix + key;
    if (at.has("parameters")) {
      const inner = readWandbParameters(at.child("parameters"), `${name}.`);
      at.remark(
        "parameters",
        `are called ${name}.NAME here, each an argument of its own; W&B hands them over as one object`,
      );
      dimensions.push(...inner.dimensions);
      fixed.push(...inner.fixed);
    } else if (at.has("value")) fixed.push({ name, value: at.raw("value") });
    else dimensions.push([readDimension(name, at), at]);
    at.end();
  }
  return { dimensions, fixed };
}

function readDimension(name: string, at: Source): Dimension {
  const values = at.has("values") ? at.list("values") : undefined;
  const [min, max, q] = [at.number("min"), at.number("max"), at.number("q")];
  const isWhole =
    Number.isInteger(min) &&
    Number.isInteger(max) &&
    typeof at.raw("min") === "number" &&
    typeof at.raw("max") === "number";
  const said = at.text("distribution") ?? (values !== undefined ? "categorical" : isWhole ? "int_uniform" : "uniform");
  if (at.has("probabilities"))
    at.remark(
      "probabilities",
      "have no counterpart: values are equally likely at first; a prior names the one that is expected to be best",
    );
  const step = said.startsWith("q_") ? (q ?? 1) : undefined;
  const plain = said.replace(/^q_/, "");
  switch (plain) {
    case "constant":
    case "categorical":
    case "categorical_w_probabilities":
      return { name, values: values ?? [] };
    case "int_uniform":
      return { name, min, max, whole: true };
    case "uniform":
      return { name, ...steps(min, max, step) };
    case "log_uniform_values":
      return { name, min, max, step, log: true };
    case "log_uniform":
      return {
        name,
        min: min === undefined ? undefined : Math.exp(min),
        max: max === undefined ? undefined : Math.exp(max),
        step,
        log: true,
      };
    case "normal":
    case "log_normal":
      if (step !== undefined) at.remark("q", "has no counterpart: values of a normal distribution are not rounded");
      return {
        name,
        min,
        max,
        normal: {
          of: plain === "normal" ? "normal" : "logNormal",
          mu: at.number("mu") ?? 0,
          sigma: at.number("sigma") ?? 1,
        },
      };
    default:
      at.refuse("distribution", "has no counterpart; write its range as uniform, log_uniform_values or normal");
      return { name, values: [] };
  }
}

// W&B draws multiples of q, a sweep counts its steps from min.
function steps(
  min: number | undefined,
  max: number | undefined,
  q: number | undefined,
): Pick<Dimension, "min" | "max" | "step" | "whole"> {
  if (q === undefined || min === undefined) return { min, max };
  const first = Number((Math.ceil(min / q) * q).toPrecision(12));
  const whole = Number.isInteger(q) && Number.isInteger(max);
  return { min: first, max, step: q, whole };
}
