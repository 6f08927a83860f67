import { SweepError } from "../../error.ts";
import type { AgentShape } from "../../shapes/agent.ts";
import type { Diagnosis, Readiness } from "../../shapes/diagnosis.ts";
import { VERSION } from "../../version.ts";
import type { Clock } from "../clock.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { CommitListener, Engine } from "../engine.ts";
import type { Journal } from "../journal/journal.ts";
import type { Solver } from "../solver/solver.ts";
import { diagnose, diskOf, type LiveSweep } from "./diagnosis.ts";
import { eventLog, type Logger } from "./eventLog.ts";
import { type MeasuredSolver, measuredJournal, measuredSolver } from "./measured.ts";
import { Metrics } from "./metrics.ts";
import { ReadinessProbe } from "./readiness.ts";
import { type Otlp, SpanExporter } from "./traces/exporter.ts";
import { trialTraces } from "./traces/trialTraces.ts";

export interface TelemetryOptions {
  readonly log: Logger;
  /** Where traces go; left out: nowhere. */
  readonly otlp?: Otlp | undefined;
}

/** What is watched: the parts of a controller. */
export interface Watched {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly solver: MeasuredSolver;
  readonly agents: () => readonly AgentShape[];
  /** Bytes of agents' messages that are not dealt with yet. */
  readonly incomingBytes: () => number;
  /** Path of the journal's file, and the folder that it is in. */
  readonly file: string;
  readonly folder: string;
}

/** What one can know of a controller while it runs: metrics, readiness, log and traces. */
export class Telemetry {
  readonly #metrics = new Metrics();
  readonly #log: Logger;
  readonly #exporter: SpanExporter | null;
  #watched: { readonly parts: Watched; readonly probe: ReadinessProbe } | null = null;

  /** @throws SweepError `invalid` when the traces' endpoint is none */
  constructor({ log, otlp }: TelemetryOptions) {
    this.#log = log;
    const tell = (count: number, outcome: "sent" | "dropped") => this.#metrics.spans(count, outcome);
    this.#exporter = otlp === undefined ? null : new SpanExporter(otlp, tell, log);
  }

  /** The same journal, measured. */
  journal(journal: Journal): Journal {
    return measuredJournal(journal, (seconds, events, failed) => this.#metrics.appended(seconds, events, failed));
  }

  /** The same solver, measured. */
  solver(solver: Solver): MeasuredSolver {
    return measuredSolver(solver, (seconds, of) => this.#metrics.solved(seconds, of));
  }

  /** From now on. */
  watch(parts: Watched): void {
    const { engine, journal, solver, agents, incomingBytes, file, folder } = parts;
    this.#watched = { parts, probe: new ReadinessProbe(engine, journal, folder) };
    this.#metrics.watch({ engine, agents, problems: () => solver.problems, incomingBytes, journal: file });
    engine.onCommit(ownCommits(engine, eventLog(this.#log)));
    const exporter = this.#exporter;
    if (exporter !== null)
      engine.onCommit(
        ownCommits(
          engine,
          trialTraces((span) => exporter.add(span)),
        ),
      );
  }

  /** The metrics in the text format of Prometheus, with its media type. */
  async metrics(): Promise<{ readonly text: string; readonly contentType: string }> {
    return { text: await this.#metrics.text(), contentType: this.#metrics.contentType };
  }

  /** Whether the controller can do its work now. Never rejects. */
  async ready(): Promise<Readiness> {
    return (await this.#watched?.probe.look()) ?? { ready: false, trouble: ["the controller is starting"] };
  }

  /** What is wrong, the worst first. */
  async diagnosis(): Promise<Diagnosis> {
    const readiness = await this.ready();
    if (this.#watched === null) return { version: VERSION, findings: [] };
    const { engine, dispatcher, clock, agents, folder } = this.#watched.parts;
    const sweeps = await liveSweeps(engine, dispatcher);
    const times = { nowMs: clock.nowMs(), wallMs: Date.now() };
    const findings = diagnose({
      readiness,
      agents: agents(),
      sweeps,
      disk: await diskOf(folder),
      version: VERSION,
      ...times,
    });
    return { version: VERSION, findings };
  }

  /** Sends the last spans. */
  async close(): Promise<void> {
    await this.#exporter?.close();
  }
}

/** What another one has written it tells of itself. */
function ownCommits(engine: Engine, listener: CommitListener): CommitListener {
  return (sweep, events) => {
    if (engine.leads) listener(sweep, events);
  };
}

async function liveSweeps(engine: Engine, dispatcher: Dispatcher): Promise<LiveSweep[]> {
  const sweeps: LiveSweep[] = [];
  for (const name of engine.liveNames()) sweeps.push(await liveSweep(engine, dispatcher, name));
  return sweeps;
}

// One that cannot be read is told of, like everything else that is wrong.
async function liveSweep(engine: Engine, dispatcher: Dispatcher, name: string): Promise<LiveSweep> {
  try {
    return await engine.read(name, (sweep, nowMs) => {
      return { sweep: name, phase: sweep.phase, reason: dispatcher.view(sweep, nowMs).reason ?? "" };
    });
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    return { sweep: name, phase: "unknown", reason: `cannot be shown: ${error.message}` };
  }
}
