import type { SweepError } from "../error.ts";
import type { AgentView } from "./agentView.ts";
import { systemClock } from "./clock.ts";
import type { TroubleListener } from "./committer.ts";
import { Engine } from "./engine.ts";
import { openSqliteJournal } from "./journal/sqlite.ts";
import type { LogQuestion, LogTail } from "./logView.ts";
import { Opened } from "./opened.ts";
import { serve } from "./rpc/server.ts";
import { openSolver } from "./solver/solver.ts";
import { openStateFolder } from "./stateFolder.ts";
import { steadyTime } from "./steadyTime.ts";

export interface ControllerOptions {
  /** Folder of the journal; made when missing, locked while the controller lives. */
  readonly state: string;
  /** host:port; port 0 for a free one. */
  readonly listen: string;
  /** How long a lease lasts after the last message of its agent. */
  readonly leaseMs?: number;
  /** Told once when nothing can be recorded, on a full disk for example, and once when it can again. */
  readonly onTrouble?: (failure: SweepError | null) => void;
}

export interface Controller {
  /** host:port that it listens on. */
  readonly address: string;
  /** The agents that are connected, and those that lately were. */
  agents(): AgentView[];
  /** The end of what a trial's trainer has printed: see `TrialLogs.tail`. */
  logTail(sweep: string, trial: number, question: LogQuestion, signal: AbortSignal): Promise<LogTail>;
  /** Rejects with SweepError `conflict` when the journal's file is gone: nothing can be recorded any more. Pending as long as it is there. */
  readonly lost: Promise<never>;
  /** Answers what is under way, closes the streams, the journal and the folder. Trainers go on and their agents come back. */
  stop(): Promise<void>;
}

// An agent may be silent for so long before its trials go to others: longer than a garbage collection, shorter than a coffee.
const LEASE_MS = 30_000;

/**
 * Starts a controller on a state folder and replays its journal.
 * @throws SweepError `conflict` when the folder or the port is in use, `unsupported` for a journal of a newer version, `invalid` for a
 *   folder that cannot be written to.
 */
export async function startController({
  state,
  listen,
  leaseMs = LEASE_MS,
  onTrouble = () => {},
}: ControllerOptions): Promise<Controller> {
  const gone = Promise.withResolvers<never>();
  // Nobody has to wait for it.
  gone.promise.catch(() => {});
  const trouble: TroubleListener = (failure, lost) => (lost ? gone.reject(failure?.cause) : onTrouble(failure));
  const opened = new Opened();
  try {
    const folder = opened.keep(openStateFolder(state));
    const clock = systemClock(steadyTime(state));
    const journal = opened.keep(await openSqliteJournal(folder.journal));
    const engine = opened.keep(await Engine.open(journal, clock, leaseMs, trouble));
    const solver = opened.keep(openSolver());
    const server = opened.keep(await serve(engine, solver, clock, listen));
    const { address, agents, logTail } = server;
    return { address, agents, logTail, lost: gone.promise, stop: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
