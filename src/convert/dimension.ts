import type { Source } from "./source.ts";

/** One dimension of another tool's space, in numbers. Either values, or a range, or a distribution. */
export interface Dimension {
  /** As the other tool calls it. */
  readonly name: string;
  readonly values?: readonly unknown[] | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly step?: number | undefined;
  readonly whole?: boolean;
  readonly log?: boolean;
  readonly normal?: { readonly of: "normal" | "logNormal"; readonly mu: number; readonly sigma: number };
}

/** The parameter of a sweep document that is this dimension. `at`: where it stands, for what does not fit. */
export function parameterOf(dimension: Dimension, name: string, at: Source): object | null {
  const { values, min, max, normal } = dimension;
  if (values !== undefined) return { name, type: "categorical", values };
  if (normal !== undefined) {
    const { of, mu, sigma } = normal;
    return { name, type: "float", distribution: of, mu, sigma, ...given({ min, max }) };
  }
  if (min === undefined || max === undefined) {
    at.found.mistakes.push({ path: at.place, value: dimension.name, rule: "has neither values nor min and max" });
    return null;
  }
  if (min === max) return { name, type: "categorical", values: [min] };
  const { step, log, whole } = dimension;
  const ofWhole = whole && step === 1 ? {} : given({ step });
  return { name, type: whole ? "int" : "float", min, max, ...(log ? { scale: "log" } : {}), ...ofWhole };
}

/** The keys that are there. */
export function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** What a parameter may be called here: letters, digits and _, with dots; other characters become _. */
export function plainName(name: string): string {
  const plain = name
    .replace(/^-+/, "")
    .replace(/[^A-Za-z0-9_.]+/g, "_")
    .replace(/\.+/g, ".")
    .replace(/^\.|\.$/g, "");
  return /^[A-Za-z_]/.test(plain) ? plain : `p_${plain}`;
}

/** Whether a parameter of this name says how long a trial trains. */
export function meansEpochs(name: string): boolean {
  return /^-*((num|n|max|total)[-_.]?)?(train[-_.]?)?epochs?$/i.test(name.split(".").at(-1) ?? "");
}
