import { parseArgs } from "node:util";
import { PEER_MODES, type Task } from "./peers.ts";
import { SPACES } from "./space.ts";

/** What a run of the bench covers. */
export interface Profile {
  readonly data: readonly string[];
  readonly spaces: readonly string[];
  /** Epochs. */
  readonly budgets: readonly number[];
  /** Seeds from 0 up to this number. */
  readonly seeds: number;
  /** Of the peer. */
  readonly modes: readonly string[];
  /** Trainings under way at once in a further run of the default; 1 for none. */
  readonly parallel: number;
  readonly confirm: boolean;
  readonly rerunPeers: boolean;
  /** A budget in trials in place of those in epochs (see `benchTrials`); null for none. */
  readonly trials: number | null;
}

/**
 * Options: --data yeast,winewhite,pageblocks --space narrow|wide --budget 810 --seeds 5; --parallel 8 runs the default with so many trainings at once
 * too; --confirm runs it with a confirmation inside the same budget too; --rerun-peers trains the peer's side anew; --full is 20 seeds, both spaces,
 * 270, 810 and 1620 epochs, and every mode of the peer in place of its three best. An option that is given counts above --full. --trials 60 is a bench of
 * its own: a budget in trials.
 */
export function readProfile(args: readonly string[]): Profile {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string", default: "yeast,winewhite,pageblocks" },
      space: { type: "string" },
      budget: { type: "string" },
      seeds: { type: "string" },
      parallel: { type: "string", default: "1" },
      confirm: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      "rerun-peers": { type: "boolean", default: false },
      trials: { type: "string" },
    },
  });
  const { full } = values;
  const spaces = (values.space ?? (full ? "narrow,wide" : "narrow")).split(",");
  const unknown = spaces.find((space) => !(space in SPACES));
  if (unknown !== undefined) throw new Error(`--space: ${unknown} must be one of ${Object.keys(SPACES).join(", ")}`);
  return {
    data: values.data.split(","),
    spaces,
    budgets: (values.budget ?? (full ? "270,810,1620" : "810")).split(",").map((budget) => count("--budget", budget)),
    seeds: count("--seeds", values.seeds ?? (full ? "20" : "5")),
    modes: full ? PEER_MODES : PEER_MODES.slice(0, 3),
    parallel: count("--parallel", values.parallel),
    confirm: values.confirm,
    rerunPeers: values["rerun-peers"],
    trials: values.trials === undefined ? null : count("--trials", values.trials),
  };
}

/** Every data set in every space with every budget. */
export function tasksOf({ data, spaces, budgets }: Profile): Task[] {
  return spaces.flatMap((space) => budgets.flatMap((budget) => data.map((name) => ({ data: name, space, budget }))));
}

function count(option: string, raw: string): number {
  const value = Number(raw);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option}: ${raw} must be a whole number of at least 1`);
  return value;
}
