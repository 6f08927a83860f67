// JSON.rawJSON and JSON.isRawJSON of ECMAScript, which Node has from version 22 on; TypeScript does not name them yet.
const { rawJSON, isRawJSON } = JSON as typeof JSON & {
  rawJSON(text: string): RawNumber;
  isRawJSON?(value: unknown): value is RawNumber;
};

/** A number that `JSON.stringify` writes as it is written here: `1.0` stays `1.0`. */
export interface RawNumber {
  readonly rawJSON: string;
}

/**
 * Parses JSON and keeps what only the way of writing tells: a whole number that is written as a float (`1.0`, `1e3`) comes as a `RawNumber`, every
 * other one as a number. To Python, and to whoever has such a parameter, 1.0 and 1 are different things.
 * @throws SyntaxError when it is no JSON
 */
export function parseAsWritten(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown, context?: { readonly source?: string }) => {
    return typeof value === "number" ? numberAsWritten(value, context?.source ?? "") : value;
  });
}

/** A number that was read from `source`: a `RawNumber` where it is whole and yet written as a float. */
export function numberAsWritten(value: number, source: string): number | RawNumber {
  const isFloat = Number.isInteger(value) && /^[-+]?[0-9.]+(e[-+]?[0-9]+)?$/i.test(source) && /[.e]/i.test(source);
  return isFloat ? rawJSON(floatText(value)) : value;
}

/** Whether a value came as a `RawNumber`; where a program runs that cannot make one (Node 18), none did. */
export function isRawNumber(value: unknown): value is RawNumber {
  return isRawJSON?.(value) ?? false;
}

/** A float as any language reads it, with a point: `1.0`, `0.25`, `1.0e-7` (without one YAML 1.1 takes it for a text). */
export function floatText(value: number): string {
  const text = String(value);
  return text.includes(".") || !Number.isFinite(value) ? text : text.replace(/(?=e)|$/, ".0");
}
