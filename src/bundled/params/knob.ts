/** One parameter of the trainer: what it takes, and what stands for it in a trial that leaves it out. */
export interface Knob<T> {
  readonly accepts: (value: unknown) => value is T;
  /** Completes "path: value ...". */
  readonly rule: string;
  readonly fallback: (chosen: Chosen) => T;
  /** What must be chosen for it to have an effect; null when it always has one. */
  readonly needs: Needs | null;
}

/** The model, and the params that stand before this one. */
export type Chosen = Readonly<Record<string, unknown>>;

/** One parameter, or `model`, with the values under which another has an effect. */
export type Needs = readonly [name: string, ...values: string[]];

type Fallback<T> = T | ((chosen: Chosen) => T);

export function choice<const T extends string>(
  values: readonly T[],
  fallback: Fallback<NoInfer<T>>,
  needs: Needs | null = null,
): Knob<T> {
  const accepts = (value: unknown): value is T => values.some((known) => known === value);
  return { accepts, rule: `must be one of ${values.join(", ")}`, fallback: computed(fallback), needs };
}

/** Any number from min to max, both allowed. */
export function number(min: number, max: number, fallback: Fallback<number>, needs: Needs | null = null): Knob<number> {
  const accepts = (value: unknown): value is number => typeof value === "number" && value >= min && value <= max;
  return { accepts, rule: `must be a number from ${min} to ${max}`, fallback: computed(fallback), needs };
}

export function whole(min: number, max: number, fallback: Fallback<number>, needs: Needs | null = null): Knob<number> {
  const accepts = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  return { accepts, rule: `must be a whole number from ${min} to ${max}`, fallback: computed(fallback), needs };
}

export function flag(fallback: Fallback<boolean>, needs: Needs | null = null): Knob<boolean> {
  const accepts = (value: unknown): value is boolean => typeof value === "boolean";
  return { accepts, rule: "must be true or false", fallback: computed(fallback), needs };
}

function computed<T>(fallback: Fallback<T>): (chosen: Chosen) => T {
  return fallback instanceof Function ? fallback : () => fallback;
}
