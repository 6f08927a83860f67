import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAsWritten } from "../../asWritten.ts";
import { SweepError } from "../../error.ts";
import type { Assignment, Bundled, Trainer } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease, Param } from "../../gen/macrosweep/v1/trial.ts";
import { ownNode } from "../ownNode.ts";

/**
 * Program and arguments of a trainer.
 * @param shared A folder that all trials of the sweep have in common on this machine; whoever needs it makes it; null for none.
 * @throws SweepError `unsupported` for a kind of trainer that this agent does not know.
 */
export function trainerArgv(trainer: Trainer | undefined, shared: string | null): readonly string[] {
  switch (trainer?.kind?.$case) {
    case "command":
      return trainer.kind.command.argv;
    case "bundled":
      return [...ownNode(), bundledTrainer(), ...bundledOptions(trainer.kind.bundled, shared)];
    case undefined:
      throw new SweepError("unsupported", "trainer: this agent does not know its kind; update the agent");
  }
}

/** What a trainer finds in its environment of its trial. */
export function trainerEnv(assignment: Assignment, lease: Lease, checkpointDir: string): Record<string, string> {
  const { params, seed, epochs, reported, replicate } = assignment;
  return {
    // Else Python keeps back what a trainer prints without flushing, and its reports come after the training.
    PYTHONUNBUFFERED: "1",
    MACROSWEEP_TRIAL: JSON.stringify({
      ...lease,
      seed,
      replicate,
      params: values(params),
      epochs,
      reported,
      checkpointDir,
    }),
  };
}

function values(params: readonly Param[]): Record<string, unknown> {
  return Object.fromEntries(
    params.map(({ name, value, json }) => [name, json === undefined ? plain(value) : parseAsWritten(json)]),
  );
}

function plain(value: Param["value"]): number | string | boolean | null {
  switch (value?.$case) {
    case "number":
      return value.number;
    case "text":
      return value.text;
    case "flag":
      return value.flag;
    case undefined:
      return null;
  }
}

// Each in one argument: a value that begins with a dash is then no option.
function bundledOptions({ data, label, model, missing, division, reading }: Bundled, cache: string | null): string[] {
  const { val, test, folds, seed } = division ?? {};
  const { encoding, decimal, channels, drop = [], features = [], categorical = [] } = reading ?? {};
  const said = {
    data,
    label,
    model,
    missing,
    val,
    test,
    folds,
    "split-seed": seed,
    encoding,
    decimal,
    channels,
    cache,
  };
  const lists = { drop, feature: features, categorical };
  return [
    ...Object.entries(said).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [`--${name}=${value}`],
    ),
    ...Object.entries(lists).flatMap(([name, values]) => values.map((value) => `--${name}=${value}`)),
    ...(reading?.trimLabels ? ["--trim-labels"] : []),
    ...(reading?.dropUnlabelled ? ["--drop-unlabelled"] : []),
  ];
}

// TypeScript as it stands in a checkout, JavaScript after the build.
function bundledTrainer(): string {
  return fileURLToPath(new URL(`../../bundled/main${extname(import.meta.url)}`, import.meta.url));
}
