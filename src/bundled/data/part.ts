import { invalid } from "../../error.ts";
import { PARTS, type PartName } from "./samples.ts";

/** @throws SweepError `invalid` that names the place. */
export function readPart(text: string, place: string): PartName {
  const part = PARTS.find((name) => name === text);
  if (part !== undefined) return part;
  throw invalid([{ path: place, value: text, rule: `must be one of ${PARTS.join(", ")}` }]);
}
