import { floatText, isRawNumber } from "../asWritten.ts";
import { meansEpochs } from "./dimension.ts";
import type { Space } from "./draft.ts";
import type { Source } from "./source.ts";
import type { WandbSpace } from "./wandbSpace.ts";

// W&B's own default.
const DEFAULT = ["env", "interpreter", "program", "args"].map((macro) => `\${${macro}}`);

/** The trainer of a W&B sweep: `command` with its macros replaced. */
export function readCommand(config: Source, space: Space, fixed: WandbSpace["fixed"]): object {
  const program = config.text("program");
  const words = config.has("command") ? config.list("command").map(String) : DEFAULT;
  const pairs = [
    ...fixed.map(({ name, value }) => [name, meansEpochs(name) ? "{{ epochs }}" : textOf(value)] as const),
    ...space.texts,
  ];
  const command: string[] = [];
  const args: unknown[] = [];
  for (const [index, word] of words.entries()) {
    const stands = standsFor(word);
    if (stands === null)
      config.found.mistakes.push({
        path: `command[${index}]`,
        value: word,
        rule: "has no counterpart; write a configuration file as spec.trainer.files",
      });
    // What comes behind the arguments stays behind them.
    else (args.length > 0 || /args/.test(word) ? args : command).push(...stands);
  }
  if (program === undefined && words.some((word) => word.includes("{program}"))) config.refuse("program", "is missing");
  return { command, ...(args.length === 0 ? {} : { args }) };

  function standsFor(word: string): readonly unknown[] | null {
    const [, macro] = /^\$\{(\w+)\}$/.exec(word) ?? [];
    switch (macro) {
      case undefined:
        return word.includes("${") ? null : [word];
      // A command is found on the path in any case.
      case "env":
        return [];
      case "interpreter":
        return ["python"];
      case "program":
        return [program ?? ""];
      case "args":
        return pairs.map(([name, text]) => `--${name}=${text}`);
      case "args_no_hyphens":
        return pairs.map(([name, text]) => `${name}=${text}`);
      case "args_no_boolean_flags":
        return pairs.flatMap(([name, text]) => flagOf(name, text, space) ?? [`--${name}=${text}`]);
      default:
        return null;
    }
  }
}

/** A flag that stands where its parameter is true; null: it is no flag. */
function flagOf(name: string, text: string, { parameters }: Space): unknown[] | null {
  if (text === "True" || text === "False") return text === "True" ? [`--${name}`] : [];
  const parameter = parameters.find((each) => text === `{{ params.${(each as { name: string }).name} }}`) as
    | { name: string; values?: readonly unknown[] }
    | undefined;
  if (parameter?.values === undefined || !parameter.values.every((value) => typeof value === "boolean")) return null;
  return parameter.values.includes(true) ? [{ when: { [parameter.name]: [true] }, args: [`--${name}`] }] : [];
}

// As W&B writes values into arguments: Python's way.
function textOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (isRawNumber(value)) return value.rawJSON;
  if (typeof value === "number" && !Number.isInteger(value)) return floatText(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
