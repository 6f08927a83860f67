import { invalid } from "../../error.ts";
import { PARTS, type PartName } from "./samples.ts";

const OTHER_WORDS = new Map<string, PartName>([
  ...["training", "train"].map((word) => [word, "train"] as const),
  ...["validation", "valid", "dev", "eval", "val"].map((word) => [word, "val"] as const),
  ...["testing", "holdout", "test"].map((word) => [word, "test"] as const),
]);

/** @throws SweepError `invalid` that names the place. */
export function readPart(text: string, place: string): PartName {
  const part = PARTS.find((name) => name === text);
  if (part !== undefined) return part;
  const meant = OTHER_WORDS.get(text.trim().toLowerCase());
  const hint = meant === undefined ? "" : `; ${meant} is meant`;
  throw invalid([{ path: place, value: text, rule: `must be one of ${PARTS.join(", ")}${hint}` }]);
}
