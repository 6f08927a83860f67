import { readMetric } from "../../../metrics/metric.ts";
import type { Space } from "../../../search/space/space.ts";
import type { CommandTrainer } from "./commandTrainer.ts";
import type { SweepSpec } from "./spec.ts";

/** What of a valid document is likely not meant so, a line each: path and words. Nothing is refused for it. */
export function warningsOf({ parameters, trainer, objective }: SweepSpec): readonly string[] {
  return [
    ...againstNature(objective),
    ...mixedNumbers(parameters),
    ...(trainer.kind === "command"
      ? [...unused(parameters, trainer), ...otherPlaceholders(parameters, trainer), ...shell(trainer)]
      : []),
  ];
}

function againstNature({ metric, direction }: SweepSpec["objective"]): string[] {
  const natural = readMetric(metric).direction;
  if (natural === null || natural === direction) return [];
  return [`spec.objective.direction: ${direction} looks for the worst: ${natural} is meant of ${metric} elsewhere`];
}

// Python's %(lr)s, <lr>, $lr and @lr@ reach the script as they stand.
function otherPlaceholders(space: Space, trainer: CommandTrainer): string[] {
  const texts = textsOf(trainer);
  return space.flatMap(({ name }) => {
    const forms = [`%(${name})`, `<${name}>`, `$${name}`, `@${name}@`];
    const found = texts.find((text) => forms.some((form) => text.includes(form)));
    return found === undefined
      ? []
      : [`spec.trainer: ${JSON.stringify(found)}: reaches the script as it stands; {{ params.${name} }} is filled in`];
  });
}

// A script that is told of some parameters in its arguments is not likely to read the others in MACROSWEEP_TRIAL.
function unused(space: Space, trainer: CommandTrainer): string[] {
  const texts = textsOf(trainer).join("\n");
  const named = new Set(
    [...texts.matchAll(/\{\{\s*(params|values)\.([^{}\s]+)\s*\}\}/g)].map(([, kind, name = ""]) => {
      return kind === "params" ? name : (trainer.values?.[name]?.of ?? "");
    }),
  );
  const conditions = trainer.args.flatMap((one) => (typeof one === "string" ? [] : Object.keys(one.when)));
  const used = new Set([...named, ...conditions, ...space.flatMap(({ when }) => Object.keys(when))]);
  if (named.size === 0) return [];
  return space.flatMap(({ name }, index) => {
    const what =
      "nothing uses it: it stands in no argument, variable or file, and only a script that reads MACROSWEEP_TRIAL sees it";
    return used.has(name) ? [] : [`spec.parameters[${index}]: ${name}: ${what}`];
  });
}

function textsOf({ command, args, files = {}, containment }: CommandTrainer & Partial<SweepSpec["trainer"]>): string[] {
  const groups = args.flatMap((one) => (typeof one === "string" ? [one] : one.args));
  return [...command, ...groups, ...Object.values(files), ...Object.values(containment?.env ?? {})];
}

function shell(trainer: CommandTrainer): string[] {
  const found = textsOf(trainer).find((text) => /(^|[^\\])\$(\{\w+\}|[A-Z_]{2,}\b)/.test(text));
  return found === undefined
    ? []
    : [`spec.trainer: ${JSON.stringify(found)}: no shell reads it: the dollar stays as it is`];
}

function mixedNumbers(space: Space): string[] {
  return space.flatMap((parameter, index) => {
    if (parameter.type !== "categorical") return [];
    const numbers = parameter.values.filter((value) => typeof value === "number");
    const isFloat = (value: number) => !Number.isInteger(value) || parameter.json?.[String(value)] !== undefined;
    const whole = numbers.find((value) => !isFloat(value));
    if (whole === undefined || !numbers.some(isFloat)) return [];
    return [
      `spec.parameters[${index}].values: ${whole} stands among floats and reaches the trainer as an int; write ${whole}.0 where a float is meant`,
    ];
  });
}
