import { parseArgs } from "node:util";
import { invalid, type Mistake, SweepError } from "../error.ts";
import type { DataOptions } from "./data/dataset.ts";
import { MISSING } from "./data/fill.ts";
import { AXES, MODELS } from "./data/layout.ts";
import type { SourceOptions } from "./data/readSamples.ts";

/** What the sweep document says about its trainer. */
export interface Options extends DataOptions, SourceOptions {
  readonly data: string;
}

/**
 * Reads the command line: --data and --label, how the data is read (`SourceOptions`) and taken (`DataOptions`), where each has a default.
 *
 * @throws SweepError `invalid` with every mistake.
 */
export function readOptions(args: readonly string[]): Options {
  const { data, label, model, missing, channels, encoding, decimal, cache, ...rest } = parse(args);
  const mistakes: Mistake[] = [];
  const choice = <T extends string>(name: string, value: string, choices: readonly T[]): T => {
    const found = choices.find((known) => known === value);
    if (found === undefined) mistakes.push({ path: `--${name}`, value, rule: `must be one of ${choices.join(", ")}` });
    return found ?? choices[0];
  };
  const number = (name: string, text: string, holds: (value: number) => boolean, rule: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!holds(value)) mistakes.push({ path: `--${name}`, value: text, rule });
    return value;
  };
  const share = (value: number) => value >= 0 && value < 1;
  const seed = (value: number) => Number.isSafeInteger(value) && value >= 0;
  const folds = (value: number) => Number.isInteger(value) && (value === 0 || (value >= 2 && value <= 100));
  const options = {
    data,
    label,
    encoding: encoding ?? null,
    comma: choice("decimal", decimal, ["point", "comma"] as const) === "comma",
    drop: rest.drop ?? [],
    features: rest.feature ?? null,
    categorical: rest.categorical ?? [],
    trimLabels: rest["trim-labels"] ?? false,
    dropUnlabelled: rest["drop-unlabelled"] ?? false,
    cache: cache ?? null,
    channels: channels === undefined ? null : choice("channels", channels, AXES),
    model: choice("model", model, ["auto", ...MODELS] as const),
    missing: choice("missing", missing, MISSING),
    division: {
      val: number("val", rest.val, share, "must be a share below 1"),
      test: number("test", rest.test, share, "must be a share below 1"),
      folds: number("folds", rest.folds, folds, "must be 0, or a whole number from 2 to 100"),
      seed: number("split-seed", rest["split-seed"], seed, "must be a whole number of at least 0"),
    },
  };
  if (options.division.val + options.division.test >= 1) {
    mistakes.push({ path: "--val and --test", value: undefined, rule: "must leave rows for training" });
  }
  if (mistakes.length > 0) throw invalid(mistakes);
  return options;
}

const DEFAULTS = {
  model: "auto",
  missing: "refuse",
  val: "0.2",
  test: "0.2",
  folds: "0",
  "split-seed": "0",
  decimal: "point",
};

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const texts = { type: "string", multiple: true } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    data: text,
    label: text,
    model: text,
    missing: text,
    val: text,
    test: text,
    folds: text,
    "split-seed": text,
    channels: text,
    encoding: text,
    decimal: text,
    cache: text,
    drop: texts,
    feature: texts,
    categorical: texts,
    "trim-labels": flag,
    "drop-unlabelled": flag,
  };
  try {
    const { data, label, ...rest } = parseArgs({ args: [...args], options }).values;
    if (data !== undefined && label !== undefined) return { data, label, ...DEFAULTS, ...rest };
  } catch (cause) {
    throw new SweepError("invalid", cause instanceof Error ? cause.message : String(cause), { cause });
  }
  throw new SweepError("invalid", "--data FILE and --label COLUMN are needed");
}
