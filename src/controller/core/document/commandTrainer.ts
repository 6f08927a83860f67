import type { Mistake } from "../../../error.ts";
import { Fields, isObject } from "../../../fields.ts";
import { isParamValue, labelOf } from "../../../search/space/parameter.ts";
import type { Condition, Params, ParamValue, Space } from "../../../search/space/space.ts";
import { noParameter } from "../../../search/space/valueRule.ts";
import { type FilesSpec, namesOfFiles, readFiles } from "./files.ts";
import { fill, type Names, readText, readTexts, type TrialFacts } from "./placeholders.ts";
import { type ReportsSpec, readReports } from "./reportSource.ts";
import { type ComputedValues, readValues } from "./values.ts";
import { readWorkdir, type Workdir } from "./workdir.ts";

/** A program of the user's. Fields that may be absent are so where the document does not have them. */
export interface CommandTrainer {
  readonly kind: "command";
  /** Program and its first arguments. */
  readonly command: readonly string[];
  readonly args: readonly Argument[];
  readonly values?: ComputedValues;
  readonly files?: FilesSpec;
  /** Where its reports are read; absent: from its protocol lines. */
  readonly reports?: ReportsSpec;
  /** Absent: it runs in the agent's folder. */
  readonly workdir?: Workdir;
}

/** A text with placeholders, or a group of them that stands only under a condition. */
export type Argument = string | { readonly when: Condition; readonly args: readonly string[] };

/**
 * The command line of one trial. One text is one argument: a placeholder never becomes two, and no shell reads it.
 * A group whose condition does not hold is left out.
 */
export function renderArgv(trainer: CommandTrainer, facts: TrialFacts): string[] {
  const chosen = trainer.args.flatMap((argument) => {
    if (typeof argument === "string") return [argument];
    return holds(argument.when, facts.params) ? argument.args : [];
  });
  return [...trainer.command, ...chosen].map((text) => fill(text, facts, trainer.values ?? {}));
}

function holds(when: Condition, params: Params): boolean {
  return Object.entries(when).every(([name, values]) => {
    const value = params[name];
    return value !== undefined && values.includes(value);
  });
}

/** The texts of its files for one trial. */
export function renderFiles(trainer: CommandTrainer, facts: TrialFacts): FilesSpec {
  const filled = Object.entries(trainer.files ?? {}).map(([path, text]) => [
    path,
    fill(text, facts, trainer.values ?? {}),
  ]);
  return Object.fromEntries(filled);
}

export function readCommand(fields: Fields, space: Space, mistakes: Mistake[]): CommandTrainer {
  const rawValues = fields.raw("values");
  const values = rawValues === undefined ? {} : readValues(rawValues, fields.path("values"), space, mistakes);
  const rawFiles = fields.raw("files");
  const names = { space, values, files: namesOfFiles(rawFiles) };
  const rawReports = fields.raw("reports");
  const workdir = readWorkdir(fields.raw("workdir"), fields.path("workdir"), mistakes);
  return {
    kind: "command",
    command: readProgram(fields, names, mistakes),
    args: readArgs(fields, names, mistakes),
    ...(rawValues === undefined ? {} : { values }),
    ...(rawFiles === undefined ? {} : { files: readFiles(rawFiles, fields.path("files"), names, mistakes) }),
    ...(rawReports === undefined ? {} : { reports: readReports(rawReports, fields.path("reports"), names, mistakes) }),
    ...(workdir === undefined ? {} : { workdir }),
  };
}

function readProgram(fields: Fields, names: Names, mistakes: Mistake[]): string[] {
  const raw = fields.raw("command");
  const command = readTexts(raw, fields.path("command"), names, {}, mistakes);
  if (command.length > 0) return command;
  const rule =
    raw === undefined
      ? 'is missing; give a command such as [python3, train.py], or "data" for the bundled trainer'
      : "must be a list with at least the program";
  fields.mistake("command", raw, rule);
  return [];
}

function readArgs(fields: Fields, names: Names, mistakes: Mistake[]): Argument[] {
  const raw = fields.raw("args") ?? [];
  if (Array.isArray(raw))
    return raw.map((item, i) => readArgument(item, `${fields.path("args")}[${i}]`, names, mistakes));
  fields.mistake("args", raw, "must be a list of texts and of groups { when, args }");
  return [];
}

function readArgument(raw: unknown, path: string, names: Names, mistakes: Mistake[]): Argument {
  if (!isObject(raw)) return readText(raw, path, names, {}, mistakes);
  const group = new Fields(raw, path, mistakes);
  const when = readCondition(group.raw("when"), `${path}.when`, names.space, mistakes);
  const args = readTexts(group.raw("args"), `${path}.args`, names, when, mistakes);
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
      mistakes.push({ path: `${path}.${name}`, value: undefined, rule: noParameter(name, space) });
    } else if (!Array.isArray(values) || values.length === 0) {
      mistakes.push({ path: `${path}.${name}`, value: values, rule: "must be a list of values" });
    } else {
      const meant = values.map(labelOf);
      meant.forEach((value, index) => {
        const possible = parameter.type !== "categorical" || parameter.values.some((known) => known === value);
        if (isParamValue(value) && possible) return;
        mistakes.push({ path: `${path}.${name}`, value: values[index], rule: "is not a value of that parameter" });
      });
      condition[name] = meant.filter(isParamValue);
    }
  }
  return condition;
}
