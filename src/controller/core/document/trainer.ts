import type { Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";
import type { Space } from "../../../search/space/space.ts";
import { type BundledTrainer, readBundled } from "./bundledTrainer.ts";
import { type CommandTrainer, readCommand } from "./commandTrainer.ts";
import { type Containment, readContainment } from "./containment.ts";
import { haveCounts } from "./reportSource.ts";
import { readStopOn, type StopOn } from "./stopOn.ts";

/** How a trial is trained: by a command of the user's, or by the bundled trainer on data. */
export type TrainerSpec = (CommandTrainer | BundledTrainer) & {
  readonly containment?: Containment | undefined;
  readonly stopOn?: StopOn | undefined;
};

export function readTrainer(raw: unknown, space: Space, mistakes: Mistake[]): TrainerSpec {
  const fields = new Fields(raw, "spec.trainer", mistakes);
  const trainer =
    fields.raw("data") === undefined ? readCommand(fields, space, mistakes) : readBundled(fields, mistakes);
  const names = { space, values: {}, files: [], ...(trainer.kind === "command" ? namesIn(trainer) : {}) };
  const containment = readContainment(fields, names, mistakes);
  const stopOn = readStopOn(fields.raw("stopOn"), fields.path("stopOn"), mistakes);
  const reports = trainer.kind === "command" ? trainer.reports : undefined;
  if (stopOn?.collapsed != null && reports !== undefined && !haveCounts(reports)) {
    fields.mistake("stopOn.collapsed", undefined, "needs counts, and these reports have none");
  }
  fields.end();
  return { ...trainer, containment, stopOn };
}

function namesIn({ values = {}, files = {} }: CommandTrainer) {
  return { values, files: Object.keys(files) };
}
