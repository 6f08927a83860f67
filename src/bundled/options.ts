import { parseArgs } from "node:util";
import { invalid, type Mistake, SweepError } from "../error.ts";
import type { DataOptions } from "./data/dataset.ts";
import { MISSING } from "./data/fill.ts";
import { MODELS } from "./data/layout.ts";

/** What the sweep document says about its trainer. */
export interface Options extends DataOptions {
  readonly data: string;
  readonly label: string;
}

/**
 * Reads the command line: --data and --label, and how the data is taken (`DataOptions`), where each has a default.
 *
 * @throws SweepError `invalid` with every mistake.
 */
export function readOptions(args: readonly string[]): Options {
  const { data, label, model, missing, ...division } = parse(args);
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
    model: choice("model", model, ["auto", ...MODELS] as const),
    missing: choice("missing", missing, MISSING),
    division: {
      val: number("val", division.val, share, "must be a share below 1"),
      test: number("test", division.test, share, "must be a share below 1"),
      folds: number("folds", division.folds, folds, "must be 0, or a whole number from 2 to 100"),
      seed: number("split-seed", division["split-seed"], seed, "must be a whole number of at least 0"),
    },
  };
  if (options.division.val + options.division.test >= 1) {
    mistakes.push({ path: "--val and --test", value: undefined, rule: "must leave rows for training" });
  }
  if (mistakes.length > 0) throw invalid(mistakes);
  return options;
}

const DEFAULTS = { model: "auto", missing: "refuse", val: "0.2", test: "0.2", folds: "0", "split-seed": "0" };

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = {
    data: text,
    label: text,
    model: text,
    missing: text,
    val: text,
    test: text,
    folds: text,
    "split-seed": text,
  };
  try {
    const { data, label, ...rest } = parseArgs({ args: [...args], options }).values;
    if (data !== undefined && label !== undefined) return { data, label, ...DEFAULTS, ...rest };
  } catch (cause) {
    throw new SweepError("invalid", cause instanceof Error ? cause.message : String(cause), { cause });
  }
  throw new SweepError("invalid", "--data FILE and --label COLUMN are needed");
}
