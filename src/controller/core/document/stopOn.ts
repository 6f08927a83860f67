import type { Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";

/** What ends a trial beside its trainer and the pruner, and what the trial then is. */
export interface StopOn {
  /** An objective that is not finite, or a metric named like a loss that is NaN. */
  readonly nan: Stopped;
  /** A class with samples that is never predicted for so many epochs in a row; null: that is no reason. */
  readonly collapsed: { readonly epochs: number; readonly as: Stopped } | null;
}

/** Pruned trials are results of the search; failed ones are faults, which people look into. */
export type Stopped = (typeof STOPPED)[number];

const STOPPED = ["failed", "pruned"] as const;

/** For a document that says nothing. */
export const STOP_ON: StopOn = { nan: "failed", collapsed: null };

/** Undefined when the document says nothing. */
export function readStopOn(raw: unknown, path: string, mistakes: Mistake[]): StopOn | undefined {
  if (raw === undefined) return undefined;
  const fields = new Fields(raw, path, mistakes);
  const nan = fields.choice("nan", STOPPED, STOP_ON.nan);
  const collapsed = readCollapsed(fields.raw("collapsed"), fields.path("collapsed"), mistakes);
  fields.end();
  return { nan, collapsed };
}

function readCollapsed(raw: unknown, path: string, mistakes: Mistake[]): StopOn["collapsed"] {
  if (raw === undefined) return null;
  const fields = new Fields(raw, path, mistakes);
  const epochs = fields.integer("epochs", { min: 1, max: 1_000_000 });
  const as = fields.choice("as", STOPPED, "failed");
  fields.end();
  return { epochs, as };
}
