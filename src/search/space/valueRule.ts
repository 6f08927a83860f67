import { didYouMean } from "../../nearest.ts";
import type { Parameter, Space } from "./parameter.ts";

/** The rule that a value of a parameter breaks, worded to follow the value; `null` when the parameter can take it. */
export function valueRule(parameter: Parameter, value: unknown): string | null {
  if (parameter.type === "categorical") {
    const values: readonly unknown[] = parameter.values;
    return values.includes(value) ? null : `must be one of ${JSON.stringify(parameter.values)}`;
  }
  const { type, min, max, step } = parameter;
  if (typeof value !== "number" || !Number.isFinite(value)) return "must be a finite number";
  if (type === "int" && !Number.isSafeInteger(value)) return "must be a whole number";
  if (value < min || value > max) return `must lie in [${min}, ${max}]`;
  return step === null || onStep(value, min, step) ? null : `must be ${min} or a number of steps of ${step} above it`;
}

// Decimal steps are not exact in binary: 0.3 counts as three steps of 0.1.
function onStep(value: number, min: number, step: number): boolean {
  const steps = (value - min) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9 * Math.max(1, Math.abs(steps));
}

/** The rule that a name breaks which no parameter of the space has. */
export function noParameter(name: string, space: Space): string {
  const names = space.map((parameter) => parameter.name);
  return `is not a parameter of this sweep${didYouMean(name, names)}`;
}
