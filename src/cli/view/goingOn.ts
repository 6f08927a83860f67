import type { DeletedShape } from "../../shapes/answers.ts";
import { DEFAULT_WORK } from "../config.ts";
import type { Sweep } from "../sweep.ts";
import type { Line } from "./line.ts";

/** That a sweep goes on with an edited document, and what has changed, a line each; nothing where nothing has. */
export function changeLines(name: string, changes: readonly string[]): Line[] {
  if (changes.length === 0) return [];
  return [[["Edited. ", "bold"], `Sweep ${name} goes on with:`], ...changes.map((change): Line => [`  ${change}`])];
}

/** How to try failed trials again, where there are any; else nothing. */
export function retryHint({ sweep: name, trials }: Pick<Sweep, "sweep" | "trials">): Line[] {
  if (trials.failed === 0) return [];
  return [[], [["When what failed is mended: ", "dim"], `npx macrosweep retry ${name}`]];
}

/** Which trials run again. */
export function retriedLine(name: string, trials: readonly number[]): Line {
  if (trials.length === 0) return [`Sweep ${name} has no failed trials to try again.`];
  const which = trials.length === 1 ? `trial ${trials[0]} runs` : `${trials.length} trials run`;
  return [`Sweep ${name}: ${which} again${trials.length === 1 ? "" : `: ${numbers(trials)}`}.`];
}

/** That a sweep is gone, and what is left of it on which agents. */
export function deletedLines({ sweep: name, agents, folder }: DeletedShape): Line[] {
  const left: Line[] =
    agents.length === 0
      ? []
      : [
          [
            `  What its trials have left stays on ${agents.length === 1 ? "the agent" : "the agents"} ${agents.join(", ")}:`,
          ],
          [`  ${folder} in the folder of --work, ${DEFAULT_WORK} unless they were told otherwise.`],
        ];
  return [[`Sweep ${name} is deleted.`], ...left];
}

const MOST = 12;

function numbers(trials: readonly number[]): string {
  const shown = trials.slice(0, MOST).join(", ");
  return trials.length > MOST ? `${shown} and ${trials.length - MOST} more` : shown;
}
