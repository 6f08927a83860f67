import type { Fields } from "../../fields.ts";
import { didYouMean } from "../../nearest.ts";

/** What a parameter is. */
export type Type = (typeof TYPES)[number];

const TYPES = ["float", "int", "categorical"] as const;

/** The type; after a mistake the one that the other keys speak of, so that these are read too. */
export function readKind(raw: Readonly<Record<string, unknown>>, fields: Fields): Type {
  const said = fields.raw("type");
  const known = TYPES.find((type) => type === said);
  if (known !== undefined) return known;
  const likely = Object.hasOwn(raw, "values") || Object.hasOwn(raw, "value") ? "categorical" : "float";
  const rule = 'must be "float", "int" or "categorical"';
  const other = otherType(said ?? raw.distribution);
  const meant = other === undefined ? didYouMean(said, TYPES) : `; ${other} is meant`;
  fields.mistake("type", said, (said === undefined ? `is missing; it ${rule}` : rule) + meant);
  return TYPES.find((type) => other?.startsWith(type)) ?? likely;
}

function otherType(word: unknown): string | undefined {
  if (typeof word !== "string") return undefined;
  const plain = word.toLowerCase().replace(/^(tune|hp|trial|optuna|ray\.tune)\./, "");
  return new Map(Object.entries(OTHER_TYPES)).get(plain);
}

// Words of Optuna, Ray, Katib, W&B, hyperopt and of programming languages, in lower case: after each of ours.
const OTHER_TYPES: Readonly<Record<string, string>> = {
  ...meaning("float", "double real number numeric decimal continuous uniform float32 float64 suggest_float"),
  ...meaning("float with scale: log", "loguniform log_uniform log_uniform_values log reciprocal suggest_loguniform"),
  ...meaning("float with step", "quniform q_uniform discrete_uniform discreteuniform suggest_discrete_uniform"),
  ...meaning("float with scale: log and step", "qloguniform q_log_uniform q_log_uniform_values"),
  ...meaning("int", "integer long randint int_uniform quantized suggest_int"),
  ...meaning("int with scale: log", "lograndint int_loguniform"),
  ...meaning(
    "categorical",
    "choice choices category enum string str bool boolean discrete constant suggest_categorical",
  ),
  ...meaning("float with distribution: normal, mu and sigma", "normal gaussian randn q_normal"),
  ...meaning("float with distribution: logNormal, mu and sigma", "lognormal log_normal lognormal_values q_log_normal"),
};

function meaning(type: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(" ").map((word) => [word, type]));
}
