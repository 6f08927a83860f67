import type { Mistake } from "../../../error.ts";
import type { Condition, Params, ParamValue, Space } from "../../../search/space/space.ts";
import { type ComputedValues, computeValue } from "./values.ts";

/** What is known of a trial when its placeholders are filled in. */
export interface TrialFacts {
  readonly params: Params;
  readonly trial: number;
  readonly seed: number;
  readonly epochs: number;
}

/** What a placeholder of a document may name besides the facts of a trial: `params.NAME` and `values.NAME`. */
export interface Names {
  readonly space: Space;
  readonly values: ComputedValues;
}

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

// Names that stand for a fact of the trial rather than for a parameter.
const FACTS = ["trial", "seed", "epochs"] as const;

/** The text with its placeholders filled in, each once: what a value brings along is no placeholder. */
export function fill(text: string, facts: TrialFacts, values: ComputedValues): string {
  return text.replace(PLACEHOLDER, (_whole, name: string) => String(standIn(name, facts, values)));
}

function standIn(name: string, facts: TrialFacts, values: ComputedValues): ParamValue | undefined {
  const fact = FACTS.find((known) => known === name);
  if (fact !== undefined) return facts[fact];
  const computed = name.startsWith("values.") ? values[name.slice("values.".length)] : undefined;
  if (computed === undefined) return facts.params[name.slice("params.".length)];
  const param = facts.params[computed.of];
  return param === undefined ? undefined : computeValue(computed, param);
}

/** Reads a list of texts; `when` is the condition under which they stand. */
export function readTexts(raw: unknown, path: string, names: Names, when: Condition, mistakes: Mistake[]): string[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) {
    mistakes.push({ path, value: raw, rule: "must be a list of texts" });
    return [];
  }
  return raw.map((item, i) => readText(item, `${path}[${i}]`, names, when, mistakes));
}

/** Reads a text and checks that every placeholder in it stands for something whenever `when` holds. */
export function readText(raw: unknown, path: string, names: Names, when: Condition, mistakes: Mistake[]): string {
  // YAML reads `--epochs`, `27` as a text and a number; both are arguments.
  const text = typeof raw === "number" || typeof raw === "boolean" ? String(raw) : raw;
  if (typeof text !== "string" || text.includes("\0")) {
    mistakes.push({ path, value: raw, rule: "must be a text" });
    return "";
  }
  for (const [, name = ""] of text.matchAll(PLACEHOLDER)) {
    const rule = placeholderRule(name, names, when);
    if (rule !== null) mistakes.push({ path, value: text, rule });
  }
  return text;
}

function placeholderRule(name: string, names: Names, when: Condition): string | null {
  if (FACTS.some((known) => known === name)) return null;
  const [kind, ...rest] = name.split(".");
  const key = rest.join(".");
  if (kind === "params") return parameterRule(name, key, names, when);
  if (kind !== "values") return `{{ ${name} }} is not known; use params.NAME, values.NAME, ${FACTS.join(", ")}`;
  if (!Object.hasOwn(names.values, key)) return `{{ ${name} }} is not among spec.trainer.values`;
  return parameterRule(name, names.values[key]?.of, names, when);
}

function parameterRule(name: string, of: string | undefined, { space }: Names, when: Condition): string | null {
  const parameter = space.find((known) => known.name === of);
  if (parameter === undefined) return `{{ ${name} }} names no parameter of this sweep`;
  const uncovered = Object.entries(parameter.when).find(
    ([parent, values]) => !(parent in when) || !when[parent]?.every((value) => values.includes(value)),
  );
  if (uncovered === undefined) return null;
  const [parent, values] = uncovered;
  return `{{ ${name} }} exists only when ${parent} is ${values.join(" or ")}: put it into a group { when: { ${parent}: [${values.join(", ")}] }, args: [...] }`;
}
