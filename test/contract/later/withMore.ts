import type { z } from "zod";

/** What no version says yet. */
export const MORE = { weather: { sky: "grey", clouds: [{ high: 1 }, { high: 2 }] } };

/**
 * An answer as a later version may give it: each thing in it has a key more, of which its shape says nothing. What people name (params, labels,
 * settings) has none more, for there a key is no word of the API.
 */
export function withMore(shape: z.ZodType, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  const { def } = shape as unknown as { readonly def: Def };
  switch (def.type) {
    case "object": {
      if (def.catchall !== undefined) return value;
      const known = Object.entries(value).map(([key, one]) => [key, withMore(partOf(def.shape, key), one)]);
      return { ...MORE, ...Object.fromEntries(known) };
    }
    case "array":
      return (value as unknown[]).map((one) => withMore(def.element, one));
    case "nullable":
    case "optional":
    case "readonly":
      return withMore(def.innerType, value);
    default:
      if (!WITHOUT_THINGS.includes(def.type)) throw new Error(`what may stand in a schema of the type ${def.type}?`);
      return value;
  }
}

// In a record stands what people name, and in a tuple numbers.
const WITHOUT_THINGS = ["string", "number", "boolean", "enum", "literal", "record", "tuple"];

/** What a schema of zod says of itself, as far as things are concerned. `catchall`: of keys that it does not name. */
type Def =
  | { readonly type: "object"; readonly shape: Readonly<Record<string, z.ZodType>>; readonly catchall?: z.ZodType }
  | { readonly type: "array"; readonly element: z.ZodType }
  | { readonly type: "nullable" | "optional" | "readonly"; readonly innerType: z.ZodType }
  | { readonly type: "" };

function partOf(shape: Readonly<Record<string, z.ZodType>>, key: string): z.ZodType {
  const part = shape[key];
  if (part === undefined) throw new Error(`${key} is none of ${Object.keys(shape).join(", ")}`);
  return part;
}

/** The same as this version says it. */
export function withoutMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMore);
  if (typeof value !== "object" || value === null) return value;
  const known = Object.entries(value).filter(([key]) => !Object.hasOwn(MORE, key));
  return Object.fromEntries(known.map(([key, one]) => [key, withoutMore(one)]));
}
