import type { AgentView } from "../agentView.ts";
import type { Engine } from "../engine.ts";
import type { Journal } from "../journal/journal.ts";
import type { Solver } from "../solver/solver.ts";
import { eventLog, type Logger } from "./eventLog.ts";
import { type MeasuredSolver, measuredJournal, measuredSolver } from "./measured.ts";
import { Metrics } from "./metrics.ts";
import { type Readiness, ReadinessProbe } from "./readiness.ts";
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
  readonly journal: Journal;
  readonly solver: MeasuredSolver;
  readonly agents: () => readonly AgentView[];
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
  #probe: ReadinessProbe | null = null;

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
  watch({ engine, journal, solver, agents, incomingBytes, file, folder }: Watched): void {
    this.#probe = new ReadinessProbe(engine, journal, folder);
    this.#metrics.watch({ engine, agents, problems: () => solver.problems, incomingBytes, journal: file });
    engine.onCommit(eventLog(this.#log));
    const exporter = this.#exporter;
    if (exporter !== null) engine.onCommit(trialTraces((span) => exporter.add(span)));
  }

  /** The metrics in the text format of Prometheus, with its media type. */
  async metrics(): Promise<{ readonly text: string; readonly contentType: string }> {
    return { text: await this.#metrics.text(), contentType: this.#metrics.contentType };
  }

  /** Whether the controller can do its work now. Never rejects. */
  async ready(): Promise<Readiness> {
    return (await this.#probe?.look()) ?? { ready: false, trouble: ["the controller is starting"] };
  }

  /** Sends the last spans. */
  async close(): Promise<void> {
    await this.#exporter?.close();
  }
}
