import type { Settings } from "../config.ts";
import { isMachineFault } from "../health/faults.ts";
import type { Tail } from "../logs/tail.ts";
import type { Clues } from "./crash.ts";
import { maskSecrets } from "./environment.ts";
import { boundOpenFiles } from "./limits/openFiles.ts";
import { type Excess, watchLimits } from "./limits/watchLimits.ts";
import type { Line } from "./lines.ts";
import { TrialLog } from "./log.ts";
import type { Marker } from "./mark.ts";
import { oomKills } from "./memory.ts";
import type { Plan } from "./plan.ts";
import { type Exit, TrainerProcess, type Watch } from "./process.ts";
import type { TrainerReport } from "./protocol.ts";
import { Reading } from "./reports/reading.ts";

/** One attempt under way: its process, its log, its reports and its limits. */
export interface Training {
  /** Resolves when nothing of the trainer runs any more, and all that it said is handled. */
  readonly ended: Promise<Ended>;
  /** SIGTERM, SIGKILL after the grace time. A second call can only bring that nearer. */
  stop(graceMs: number): void;
}

export interface Ended {
  readonly exit: Exit;
  readonly clues: Clues;
  /** What the machine would not do for the agent while it ran, such as read a file; left out: nothing. */
  readonly fault?: string | null;
}

/** Whoever wants to know how it goes. */
export interface TrainingEvents {
  /** The next report waits until this one is taken. */
  relay(report: TrainerReport): Promise<void>;
  /** The trainer has said something that is no report. */
  refuse(reason: string): void;
  /** The trainer has used more than it may. */
  exceeded(excess: Excess): void;
}

export interface TrainingContext {
  readonly settings: Settings;
  readonly watch: Watch;
  /** Whose mark the trainers get. */
  readonly marker: Marker;
  /** Aborted: the trainer is killed and not waited for. */
  readonly signal: AbortSignal;
}

/** `tail`: where the end of what it prints is kept. */
export function startTraining(plan: Plan, tail: Tail, events: TrainingEvents, context: TrainingContext): Training {
  const { watch, signal, settings } = context;
  const log = new TrialLog(plan.log, plan.limits.logBytes, tail, maskSecrets(plan.env));
  const reading = new Reading(plan.source, events);
  const oomBefore = oomKills();
  const onStdout = (line: Line) => reading.hear(line, "stdout", log);
  const onStderr = (line: Line) => reading.hear(line, "stderr", log);
  const { argv, env, cwd, mark } = plan;
  const trainer = new TrainerProcess(
    { argv, env, cwd, mark, openFiles: plan.limits.openFiles, watch, onStdout, onStderr },
    signal,
  );

  const live = async (): Promise<Ended> => {
    const over = new AbortController();
    let fault: string | null = null;
    // Nothing can be made of what cannot be read: the trainer is ended, and its trial is another's.
    const orFault = (error: unknown): Exit => {
      if (!isMachineFault(error)) throw error;
      fault ??= `the agent met a fault of its machine: ${error instanceof Error ? error.message : String(error)}`;
      trainer.stop(settings.graceMs);
      return { kind: "signal", signal: "SIGKILL" };
    };
    const exited = trainer.ended.catch(orFault).finally(() => over.abort());
    const bounded = keepWithin(plan, trainer, log, settings.graceMs, events, over.signal).catch(orFault);
    const [exit] = await Promise.all([exited, reading.follow(over.signal).catch(orFault), bounded]);
    const logError = await log.close();
    if (logError !== null) {
      settings.logger.warn({ log: plan.log, error: logError.message }, "the trial's log is not complete");
    }
    const oomAfter = oomKills();
    const oomKilled = oomBefore === null || oomAfter === null ? null : oomAfter > oomBefore;
    const { openFiles } = plan.limits;
    const ownFolder = plan.cwd !== process.cwd();
    return { exit, clues: { tail: log.tail, oomKilled, openFiles, ownFolder, missed: reading.missed() }, fault };
  };
  return { ended: live(), stop: (graceMs) => trainer.stop(graceMs) };
}

/** Applies the limits until the signal is aborted. */
async function keepWithin(
  { folder, limits }: Plan,
  trainer: TrainerProcess,
  log: TrialLog,
  graceMs: number,
  { exceeded }: TrainingEvents,
  over: AbortSignal,
): Promise<void> {
  if (trainer.pid === null) return;
  const { unbounded } = boundOpenFiles([], limits.openFiles);
  if (unbounded !== null) log.note(`open files are not bounded: ${unbounded}`);
  await watchLimits(trainer, folder, limits, graceMs, exceeded, over);
}
