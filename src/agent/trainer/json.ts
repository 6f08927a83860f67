import { SweepError } from "../../error.ts";

// A JSON text token, which stays as it is, or a number that Python prints and JSON does not know.
const textOrSpecial = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * Parses JSON as Python's `json.dumps` writes it: NaN, Infinity and -Infinity, which are no JSON, become the texts "NaN", "Infinity" and
 * "-Infinity", as protobuf's JSON form has them.
 * @throws SweepError `invalid` beginning with `where`.
 */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text.replace(textOrSpecial, (token) => (token.startsWith('"') ? token : `"${token}"`)));
  } catch (cause) {
    const python = /^\s*\{\s*'/.test(text) ? " (in Python print it with json.dumps)" : "";
    throw new SweepError("invalid", `${where}: is no JSON${python}: ${text.slice(0, 80)}`, { cause });
  }
}
