import type { Trial } from "../../gen/macrosweep/v1/sweep.ts";
import { DEFAULT_STATE } from "../config.ts";
import type { Sweep } from "../sweep.ts";
import { trialFolder } from "../trialFolder.ts";
import { brief } from "./brief.ts";
import type { Line } from "./line.ts";
import { duration } from "./numbers.ts";
import { resultLines } from "./result.ts";

/** How a run came to its end. */
export interface Ending {
  readonly file: string;
  /** The state folder. */
  readonly state: string;
  /** By a signal, before the sweep had ended. */
  readonly stopped: boolean;
  readonly failed: readonly Trial[];
  readonly wallMs: number;
}

/** What `run` says last: the result, why trials failed, and what to type next. */
export function endingLines(sweep: Sweep, ending: Ending): Line[] {
  if (ending.stopped) return [[], ...stoppedLines(sweep, ending)];
  const time: Line = [`  Time    ${duration(ending.wallMs)}`];
  const [state = [], aim = [], trials = [], epochs = [], ...best] = resultLines(sweep);
  const next = sweep.best === undefined ? [] : nextLines(sweep, sweep.best.trial, ending.state);
  return [[], state, aim, trials, epochs, time, ...best, ...failureLines(sweep, ending), ...next];
}

function stoppedLines({ name }: Sweep, { file, state }: Ending): Line[] {
  return [
    [["Stopped. ", "bold"], `Sweep ${name} is kept in ${state}; the same command goes on with it:`],
    [`  npx macrosweep run ${word(file)}${stateOption(state)}`],
  ];
}

function stateOption(state: string): string {
  return state === DEFAULT_STATE ? "" : ` --state ${word(state)}`;
}

// As a shell takes it.
function word(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

// A trainer that breaks, breaks in the same way again and again.
const MOST_FAILURES = 3;

function failureLines(sweep: Sweep, { failed, state, file }: Ending): Line[] {
  if (failed.length === 0) return [];
  const told = failed.slice(0, MOST_FAILURES).flatMap(({ trial, attempt, reason }): Line[] => [
    [`  trial ${trial}  `, [brief(reason), "red"]],
    [["    log: ", "dim"], `${trialFolder(`${state}/trials`, sweep, trial)}/attempt-${attempt}.log`],
  ]);
  const more = failed.length - MOST_FAILURES;
  const rest: Line[] = more > 0 ? [[`  and ${more} more`]] : [];
  const again = `npx macrosweep run ${word(file)}${stateOption(state)}`;
  return [
    [],
    [["Failed trials", "bold"]],
    ...told,
    ...rest,
    [["  when that is mended: ", "dim"], `${again} --retry-failed`],
    [["  from the start:      ", "dim"], `${again} --fresh`],
  ];
}

function nextLines({ name }: Sweep, best: number, state: string): Line[] {
  const commands = [
    [`npx macrosweep controller${stateOption(state)}`, "serve these results; then, in another terminal:"],
    [`npx macrosweep trials ${name}`, "all trials with their curves"],
    [`npx macrosweep explain ${name} ${best}`, "how the winner was found"],
    [`npx macrosweep export ${name} > ${name}.csv`, "a table for your notebook"],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  return [
    [],
    [["Next", "bold"]],
    ...commands.map(([command, what]): Line => [`  ${command.padEnd(width)}  `, [what, "dim"]]),
    [],
    [["Your own script", "bold"], ": let it print one line an epoch, and name it in the document's trainer:"],
    [`  @macrosweep {"epoch": 1, "confusion": [[50, 2], [4, 9]]}`],
  ];
}
