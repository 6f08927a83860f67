import { resolve } from "node:path";
import type { BestShape } from "../../shapes/best.ts";
import type { TrialShape } from "../../shapes/trial.ts";
import { span } from "../../words/span.ts";
import { DEFAULT_STATE } from "../config.ts";
import type { Sweep } from "../sweep.ts";
import { trialFolder, winnerFolder } from "../trialFolder.ts";
import { brief } from "./brief.ts";
import type { Line } from "./line.ts";
import { resultLines } from "./result.ts";
import { shellWord } from "./shell.ts";
import { trainAgain } from "./trainAgain.ts";

/** How a run came to its end. */
export interface Ending {
  readonly file: string;
  /** The state folder. */
  readonly state: string;
  /** By a signal, before the sweep had ended. */
  readonly stopped: boolean;
  readonly failed: readonly TrialShape[];
  /** Folder with what the best trial's trainer has left; null where there is nothing in it, or no best trial. */
  readonly checkpoint: string | null;
  readonly wallMs: number;
}

/** What `run` says last: the result, why trials failed, and what to type next. */
export function endingLines(sweep: Sweep, ending: Ending): Line[] {
  if (ending.stopped) return [[], ...stoppedLines(sweep, ending)];
  const time: Line = [`  Time    ${span(ending.wallMs)}`];
  const [state = [], aim = [], trials = [], epochs = [], ...best] = resultLines(sweep);
  const { best: winner } = sweep;
  const next = winner === null ? [] : [...winnerLines(sweep, winner, ending), ...nextLines(sweep, ending)];
  return [[], state, aim, trials, epochs, time, ...best, ...failureLines(sweep, ending), ...next];
}

function stoppedLines({ sweep: name }: Sweep, { file, state }: Ending): Line[] {
  return [
    [["Stopped. ", "bold"], `Sweep ${name} is kept in ${state}; the same command goes on with it:`],
    [`  npx macrosweep run ${shellWord(file)}${stateOption(state)}`],
  ];
}

function stateOption(state: string): string {
  return state === DEFAULT_STATE ? "" : ` --state ${shellWord(state)}`;
}

// A trainer that breaks, breaks in the same way again and again.
const MOST_FAILURES = 3;

function failureLines(sweep: Sweep, { failed, state, file }: Ending): Line[] {
  if (failed.length === 0) return [];
  const told = failed.slice(0, MOST_FAILURES).flatMap(({ trial, attempt, reason }): Line[] => [
    [`  trial ${trial}  `, [brief(reason ?? ""), "red"]],
    [["    log: ", "dim"], `${trialFolder(`${state}/trials`, sweep, trial)}/attempt-${attempt}.log`],
  ]);
  const more = failed.length - MOST_FAILURES;
  const rest: Line[] = more > 0 ? [[`  and ${more} more`]] : [];
  const again = `npx macrosweep run ${shellWord(file)}${stateOption(state)}`;
  return [
    [],
    [["Failed trials", "bold"]],
    ...told,
    ...rest,
    [["  when that is mended: ", "dim"], `${again} --retry-failed`],
    [["  from the start:      ", "dim"], `${again} --fresh`],
  ];
}

/** What trains the winner anew, and what its trainer has left. */
function winnerLines(sweep: Sweep, best: BestShape, { state, checkpoint }: Ending): Line[] {
  const folder = resolve(winnerFolder(`${state}/trials`, sweep, best));
  const line = trainAgain(sweep, best, folder, resolve(`${sweep.sweep}-winner/checkpoint`));
  const again: Line[] = line === "" ? [] : [[["Train the winner anew", "bold"], ", here:"], [`  ${line}`]];
  const left: Line[] = checkpoint === null ? [] : [[["Its checkpoint", "bold"], ":"], [`  ${checkpoint}`]];
  return again.length + left.length === 0 ? [] : [[], ...again, ...left];
}

function nextLines({ sweep: name, best }: Sweep, { state, checkpoint }: Ending): Line[] {
  const trial = best?.trial ?? 0;
  const bundled = best?.training.argv.length === 0;
  const at = stateOption(state);
  const commands = [
    [`npx macrosweep trials ${name}${at}`, "all trials with their curves"],
    [`npx macrosweep explain ${name} ${trial}${at}`, "how the winner was found"],
    [`npx macrosweep export ${name}${at} > ${name}.csv`, "a table for your notebook"],
    [`npx macrosweep best ${name}${at} --save ${name}-winner`, savedText(bundled, checkpoint)],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  return [
    [],
    [["Next", "bold"]],
    ...commands.map(([command, what]): Line => [`  ${command.padEnd(width)}  `, [what, "dim"]]),
    ...(bundled ? OWN_SCRIPT : []),
  ];
}

function savedText(bundled: boolean, checkpoint: string | null): string {
  if (bundled) return "the trained model, and how to load it";
  return checkpoint === null ? "its params, scores and curve" : "its checkpoint, params, scores and curve";
}

// For those who have only tried the trainer that comes along.
const OWN_SCRIPT: readonly Line[] = [
  [],
  [["Your own script", "bold"], ": let it print one line an epoch, and name it in the document's trainer:"],
  [`  @macrosweep {"epoch": 1, "confusion": [[50, 2], [4, 9]]}`],
];
