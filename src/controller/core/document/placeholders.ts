import type { Mistake } from "../../../error.ts";
import { didYouMean } from "../../../nearest.ts";
import type { Condition, Params, Space } from "../../../search/space/space.ts";
import { textOf } from "../../../search/space/written.ts";
import { type ComputedValue, type ComputedValues, computeText } from "./values.ts";

/** What is known of a trial when its placeholders are filled in. */
export interface TrialFacts {
  /** Of the sweep: it tells floats from whole numbers. */
  readonly space: Space;
  readonly params: Params;
  readonly trial: number;
  readonly seed: number;
  readonly epochs: number;
}

/** What a placeholder of a document may name besides the facts of a trial: `params.NAME` and `values.NAME`. */
export interface Names {
  readonly space: Space;
  readonly values: ComputedValues;
  /** Paths of the files that the trial gets: `files.PATH`. */
  readonly files: readonly string[];
}

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

// Names that stand for a fact of the trial rather than for a parameter.
const FACTS = ["trial", "seed", "epochs"] as const;
// Names of folders, which only the agent knows.
const FOLDERS = ["checkpointDir", "workdir"] as const;

/** The text with its placeholders filled in, each once: what a value brings along is no placeholder. */
export function fill(text: string, facts: TrialFacts, values: ComputedValues): string {
  return text.replace(PLACEHOLDER, (_whole, name: string) => standIn(name, facts, values));
}

function standIn(name: string, facts: TrialFacts, values: ComputedValues): string {
  const fact = FACTS.find((known) => known === name);
  if (fact !== undefined) return String(facts[fact]);
  // No text of a document has a NUL, so that the agent finds these and nothing else.
  if (FOLDERS.some((known) => known === name)) return `\0${name}\0`;
  if (name.startsWith("files.")) return `\0files/${name.slice("files.".length)}\0`;
  return name.startsWith("values.")
    ? computedText(values[name.slice("values.".length)], facts)
    : paramText(name, facts);
}

function paramText(name: string, { params, space }: TrialFacts): string {
  const key = name.slice("params.".length);
  const value = params[key];
  const parameter = space.find((known) => known.name === key);
  // Only files may name what does not exist in every configuration.
  return value === undefined ? "null" : textOf(parameter, value);
}

function computedText(computed: ComputedValue | undefined, { params }: TrialFacts): string {
  const param = computed === undefined ? undefined : params[computed.of];
  return computed === undefined || param === undefined ? "null" : computeText(computed, param);
}

/**
 * Where a text with placeholders stands: under a condition of the arguments (`{}`: always); where there can be none, so that what it names must
 * always exist; or in a file, where what does not exist is written as null.
 */
export type Place = Condition | "unconditional" | "file";

/** Reads a list of texts. */
export function readTexts(raw: unknown, path: string, names: Names, place: Place, mistakes: Mistake[]): string[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) {
    mistakes.push({ path, value: raw, rule: "must be a list of texts" });
    return [];
  }
  return raw.map((item, i) => readText(item, `${path}[${i}]`, names, place, mistakes));
}

/** Reads a text and checks that every placeholder in it stands for something there. */
export function readText(raw: unknown, path: string, names: Names, place: Place, mistakes: Mistake[]): string {
  // YAML reads `--epochs`, `27` as a text and a number; both are arguments.
  const text = typeof raw === "number" || typeof raw === "boolean" ? String(raw) : raw;
  if (typeof text !== "string" || text.includes("\0")) {
    mistakes.push({ path, value: raw, rule: "must be a text" });
    return "";
  }
  for (const [, name = ""] of text.matchAll(PLACEHOLDER)) {
    const rule = placeholderRule(name, names, place);
    if (rule !== null) mistakes.push({ path, value: text, rule });
  }
  const odd = oddBraces(text, names);
  if (odd !== null) mistakes.push({ path, value: text, rule: odd });
  return text;
}

const SINGLE = /(?<!\{)\$?\{\s*([A-Za-z_][\w.]*)\s*\}(?!\})/g;

// `{params.lr}`, `${params.lr}`, `${trialParameters.lr}` and `{lr}` where lr is a parameter; `{{ params.lr }` and `{{{ ... }}}` too. Other braces are the script's own.
function oddBraces(text: string, { space }: Names): string | null {
  const rest = text.replace(PLACEHOLDER, "");
  for (const [whole, name = ""] of rest.matchAll(SINGLE)) {
    const key = name.replace(/^(params|parameters|trialParameters|hp|config)\./, "");
    const isParameter = space.some((parameter) => parameter.name === key);
    const isMeant = /^(params|values|files)\./.test(name) || isParameter;
    if (!isMeant) continue;
    return `${whole} is no placeholder: write {{ ${isParameter ? `params.${key}` : name} }}`;
  }
  const half = /\{\{\s*(params|values|files)\.|(params|values|files)\.[\w.]+\s*\}\}/.exec(rest);
  return half === null ? null : `${half[0]} begins or ends no placeholder: write it as {{ params.NAME }}`;
}

function placeholderRule(name: string, names: Names, place: Place): string | null {
  if ([...FACTS, ...FOLDERS].some((known) => known === name)) return null;
  const [kind, ...rest] = name.split(".");
  const key = rest.join(".");
  if (kind === "params") return parameterRule(name, key, names, place);
  if (kind === "files") return names.files.includes(key) ? null : `{{ ${name} }} is not among spec.trainer.files`;
  if (kind !== "values") return `{{ ${name} }} is not known; use ${KNOWN}${meant(name, names)}`;
  if (!Object.hasOwn(names.values, key)) {
    return `{{ ${name} }} is not among spec.trainer.values${didYouMean(key, Object.keys(names.values))}`;
  }
  return parameterRule(name, names.values[key]?.of, names, place);
}

const KNOWN = ["params.NAME", "values.NAME", "files.NAME", ...FACTS, ...FOLDERS].join(", ");

// `{{ lr }}`, and a fact that is misspelt.
function meant(name: string, { space }: Names): string {
  const params = space.map((parameter) => `params.${parameter.name}`);
  if (params.includes(`params.${name}`)) return `; did you mean params.${name}?`;
  return didYouMean(name, [...FACTS, ...FOLDERS, ...params]);
}

function parameterRule(name: string, of: string | undefined, { space }: Names, place: Place): string | null {
  const parameter = space.find((known) => known.name === of);
  if (parameter === undefined) {
    const known = space.map((each) => each.name);
    return `{{ ${name} }} names no parameter of this sweep${didYouMean(of, known)}`;
  }
  if (place === "file") return null;
  const when = place === "unconditional" ? {} : place;
  const uncovered = Object.entries(parameter.when).find(
    ([parent, values]) => !(parent in when) || !when[parent]?.every((value) => values.includes(value)),
  );
  if (uncovered === undefined) return null;
  const [parent, values] = uncovered;
  const exists = `{{ ${name} }} exists only when ${parent} is ${values.join(" or ")}`;
  if (place === "unconditional") return `${exists}: it can stand in args under that condition, and in files`;
  return `${exists}: put it into a group { when: { ${parent}: [${values.join(", ")}] }, args: [...] }`;
}
