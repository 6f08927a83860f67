import { clearTrialFolder } from "./folder.ts";
import { planTraining } from "./plan.ts";
import { startTraining } from "./training.ts";

/** Who trains, and what is left of it on the disk. */
export interface Trainers {
  readonly plan: typeof planTraining;
  readonly start: typeof startTraining;
  /** What attempts have left in the folder of a trial goes. */
  readonly clear: typeof clearTrialFolder;
}

export const CHILD_PROCESSES: Trainers = { plan: planTraining, start: startTraining, clear: clearTrialFolder };
