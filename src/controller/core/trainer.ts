import type { Mistake } from "../../error.ts";
import { Fields, isObject } from "../../fields.ts";
import type { Condition, Params, ParamValue, Space } from "../../search/space.ts";

/** How a trial is trained: by a command of the user's, or by the bundled trainer on a table. */
export type TrainerSpec = CommandTrainer | BundledTrainer;

export interface CommandTrainer {
  readonly kind: "command";
  /** Program and its first arguments. */
  readonly command: readonly string[];
  readonly args: readonly Argument[];
}

/** A text with placeholders, or a group of them that stands only under a condition. */
export type Argument = string | { readonly when: Condition; readonly args: readonly string[] };

export interface BundledTrainer {
  readonly kind: "bundled";
  /** Path of the table, as the agent sees it. */
  readonly data: string;
  /** Column of the class. */
  readonly label: string;
}

/** Values that a placeholder may name besides `params.NAME`. */
export interface TrialFacts {
  readonly params: Params;
  readonly trial: number;
  readonly seed: number;
  readonly epochs: number;
}

/**
 * The command line of one trial. One text is one argument: a placeholder never becomes two, and no shell reads it.
 * A group whose condition does not hold is left out.
 */
export function renderArgv(trainer: CommandTrainer, facts: TrialFacts): string[] {
  const chosen = trainer.args.flatMap((argument) => {
    if (typeof argument === "string") return [argument];
    return holds(argument.when, facts.params) ? argument.args : [];
  });
  return [...trainer.command, ...chosen].map((text) => fill(text, facts));
}

function holds(when: Condition, params: Params): boolean {
  return Object.entries(when).every(([name, values]) => {
    const value = params[name];
    return value !== undefined && values.includes(value);
  });
}

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

// Names that stand for a fact of the trial rather than for a parameter.
const FACTS = ["trial", "seed", "epochs"] as const;

function fill(text: string, facts: TrialFacts): string {
  return text.replace(PLACEHOLDER, (_whole, name: string) => {
    const fact = FACTS.find((known) => known === name);
    return String(fact === undefined ? facts.params[name.slice("params.".length)] : facts[fact]);
  });
}

export function readTrainer(raw: unknown, space: Space, mistakes: Mistake[]): TrainerSpec {
  const fields = new Fields(raw, "spec.trainer", mistakes);
  const trainer = fields.raw("data") === undefined ? readCommand(fields, space, mistakes) : readBundled(fields);
  fields.end();
  return trainer;
}

function readBundled(fields: Fields): BundledTrainer {
  return { kind: "bundled", data: fields.text("data"), label: fields.text("label", "label") };
}

function readCommand(fields: Fields, space: Space, mistakes: Mistake[]): CommandTrainer {
  const command = readTexts(fields.raw("command"), fields.path("command"), space, {}, mistakes);
  if (command.length === 0 && fields.raw("command") === undefined) {
    fields.mistake(
      "command",
      undefined,
      'is missing; give a command such as [python3, train.py], or "data" for the bundled trainer',
    );
  } else if (command.length === 0) {
    fields.mistake("command", fields.raw("command"), "must be a list with at least the program");
  }
  const raw = fields.raw("args") ?? [];
  if (!Array.isArray(raw)) {
    fields.mistake("args", raw, "must be a list of texts and of groups { when, args }");
    return { kind: "command", command, args: [] };
  }
  const args = raw.map((item, i) => readArgument(item, `${fields.path("args")}[${i}]`, space, mistakes));
  return { kind: "command", command, args };
}

function readArgument(raw: unknown, path: string, space: Space, mistakes: Mistake[]): Argument {
  if (!isObject(raw)) return readText(raw, path, space, {}, mistakes);
  const group = new Fields(raw, path, mistakes);
  const when = readCondition(group.raw("when"), `${path}.when`, space, mistakes);
  const args = readTexts(group.raw("args"), `${path}.args`, space, when, mistakes);
  group.end();
  return { when, args };
}

function readCondition(raw: unknown, path: string, space: Space, mistakes: Mistake[]): Condition {
  if (!isObject(raw) || Object.keys(raw).length === 0) {
    mistakes.push({ path, value: raw, rule: "must name a parameter and its values, such as { loss: [focal] }" });
    return {};
  }
  const condition: Record<string, readonly ParamValue[]> = {};
  for (const [name, values] of Object.entries(raw)) {
    const parameter = space.find((known) => known.name === name);
    if (parameter === undefined) {
      mistakes.push({ path: `${path}.${name}`, value: undefined, rule: "is not a parameter of this sweep" });
    } else if (!Array.isArray(values) || values.length === 0) {
      mistakes.push({ path: `${path}.${name}`, value: values, rule: "must be a list of values" });
    } else {
      const impossible = values.filter(
        (value) => parameter.type === "categorical" && !parameter.values.includes(value),
      );
      for (const value of impossible)
        mistakes.push({ path: `${path}.${name}`, value, rule: "is not a value of that parameter" });
      condition[name] = values;
    }
  }
  return condition;
}

function readTexts(raw: unknown, path: string, space: Space, when: Condition, mistakes: Mistake[]): string[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) {
    mistakes.push({ path, value: raw, rule: "must be a list of texts" });
    return [];
  }
  return raw.map((item, i) => readText(item, `${path}[${i}]`, space, when, mistakes));
}

function readText(raw: unknown, path: string, space: Space, when: Condition, mistakes: Mistake[]): string {
  // YAML reads `--epochs`, `27` as a text and a number; both are arguments.
  const text = typeof raw === "number" || typeof raw === "boolean" ? String(raw) : raw;
  if (typeof text !== "string" || text.includes("\0")) {
    mistakes.push({ path, value: raw, rule: "must be a text" });
    return "";
  }
  for (const [, name = ""] of text.matchAll(PLACEHOLDER)) {
    const rule = placeholderRule(name, space, when);
    if (rule !== null) mistakes.push({ path, value: text, rule });
  }
  return text;
}

function placeholderRule(name: string, space: Space, when: Condition): string | null {
  if (FACTS.some((known) => known === name)) return null;
  if (!name.startsWith("params.")) return `{{ ${name} }} is not known; use params.NAME, ${FACTS.join(", ")}`;
  const parameter = space.find((known) => `params.${known.name}` === name);
  if (parameter === undefined) return `{{ ${name} }} names no parameter of this sweep`;
  const uncovered = Object.entries(parameter.when).find(
    ([parent, values]) => !(parent in when) || !when[parent]?.every((value) => values.includes(value)),
  );
  if (uncovered === undefined) return null;
  const [parent, values] = uncovered;
  return `{{ ${name} }} exists only when ${parent} is ${values.join(" or ")}: put it into a group { when: { ${parent}: [${values.join(", ")}] }, args: [...] }`;
}
