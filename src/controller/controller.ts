import { resolve } from "node:path";
import type { SweepError } from "../error.ts";
import { Access, checkListener, type TlsFiles } from "./access/index.ts";
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
import type { Logger } from "./telemetry/eventLog.ts";
import type { Readiness } from "./telemetry/readiness.ts";
import { Telemetry } from "./telemetry/telemetry.ts";
import type { Otlp } from "./telemetry/traces/exporter.ts";

export interface ControllerOptions {
  /** Folder of the journal; made when missing, locked while the controller lives. */
  readonly state: string;
  /** host:port; port 0 for a free one. */
  readonly listen: string;
  /** Left out: none is spoken. */
  readonly tls?: TlsFiles | undefined;
  /** Lets other machines in also without TLS and tokens. */
  readonly insecure?: boolean | undefined;
  /** How long a lease lasts after the last message of its agent. */
  readonly leaseMs?: number;
  /** Told once when nothing can be recorded, on a full disk for example, and once when it can again. */
  readonly onTrouble?: (failure: SweepError | null) => void;
  /** Told what happens, a line a fact, and what becomes of tokens and TLS files; pino's loggers fit. */
  readonly log?: Logger;
  /** Where traces go. */
  readonly otlp?: Otlp | undefined;
}

export interface Controller {
  /** host:port that it listens on. */
  readonly address: string;
  /** The agents that are connected, and those that lately were. */
  agents(): AgentView[];
  /** The metrics in the text format of Prometheus, with its media type. */
  metrics(): Promise<{ readonly text: string; readonly contentType: string }>;
  /** Whether it can do its work now. Never rejects. */
  ready(): Promise<Readiness>;
  /** The end of what a trial's trainer has printed: see `TrialLogs.tail`. */
  logTail(sweep: string, trial: number, question: LogQuestion, signal: AbortSignal): Promise<LogTail>;
  /** What whoever started it has to be told: ports that are open to others. */
  readonly warnings: readonly string[];
  /** A token that may all for as long as this controller lives, for what its own process starts. */
  readonly ownToken: string;
  /** Rejects with SweepError `conflict` when the journal's file is gone: nothing can be recorded any more. Pending as long as it is there. */
  readonly lost: Promise<never>;
  /** Answers what is under way, closes the streams, the journal and the folder. Trainers go on and their agents come back. */
  stop(): Promise<void>;
}

// An agent may be silent for so long before its trials go to others: longer than a garbage collection, shorter than a coffee.
const LEASE_MS = 30_000;

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Starts a controller on a state folder and replays its journal.
 * @throws SweepError `conflict` when the folder or the port is in use, `unsupported` for a journal of a newer version, `invalid` for a
 *   folder that cannot be written to, for tokens and TLS files that cannot be read, and for an address that others reach without both.
 */
export async function startController({
  state,
  listen,
  tls,
  insecure = false,
  leaseMs = LEASE_MS,
  onTrouble = () => {},
  log = SILENT,
  otlp,
}: ControllerOptions): Promise<Controller> {
  const gone = Promise.withResolvers<never>();
  // Nobody has to wait for it.
  gone.promise.catch(() => {});
  const trouble: TroubleListener = (failure, lost) => (lost ? gone.reject(failure?.cause) : onTrouble(failure));
  const opened = new Opened();
  try {
    const telemetry = opened.keep(new Telemetry({ log, otlp }));
    const folder = opened.keep(openStateFolder(state));
    const access = opened.keep(new Access(state, tls ?? null, log));
    const port = { option: "--listen", address: listen, tls: tls !== undefined, asks: access.asks("agents") };
    const warning = await checkListener(port, insecure);
    const clock = systemClock(steadyTime(state));
    const journal = telemetry.journal(opened.keep(await openSqliteJournal(folder.journal)));
    const engine = opened.keep(await Engine.open(journal, clock, leaseMs, trouble));
    const solver = telemetry.solver(opened.keep(openSolver()));
    const server = opened.keep(await serve(engine, solver, clock, access, log, listen));
    const { address, agents, logTail, incomingBytes } = server;
    telemetry.watch({ engine, journal, solver, agents, incomingBytes, file: folder.journal, folder: resolve(state) });
    return {
      address,
      agents,
      logTail,
      metrics: () => telemetry.metrics(),
      ready: () => telemetry.ready(),
      warnings: warning === null ? [] : [warning],
      ownToken: access.ownToken,
      lost: gone.promise,
      stop: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
