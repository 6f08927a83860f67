import { statSync } from "node:fs";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { AgentShape } from "../../shapes/agent.ts";
import { VERSION } from "../../version.ts";
import type { Event } from "../core/events.ts";
import type { Engine } from "../engine.ts";
import { METRICS, type Metric, type MetricName } from "./metricTable.ts";

/** What is looked at when the metrics are asked for. */
export interface Looked {
  readonly engine: Engine;
  readonly agents: () => readonly AgentShape[];
  /** Suggestions that are worked out or wait for it. */
  readonly problems: () => number;
  /** Bytes of agents' messages that are not dealt with yet. */
  readonly incomingBytes: () => number;
  /** Path of the journal's file. */
  readonly journal: string;
}

/**
 * The controller's metrics for Prometheus, the only file that knows its client: what happens is counted as it is told, how things stand is looked up
 * when somebody asks.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #counters = new Map<MetricName, Counter>();
  readonly #gauges = new Map<MetricName, Gauge>();
  readonly #histograms = new Map<MetricName, Histogram>();
  #looked: Looked | null = null;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    for (const [name, metric] of Object.entries(METRICS) as [MetricName, Metric][]) {
      this.#register(name, metric);
      this.#begin(name, metric);
    }
    this.#set("macrosweep_build_info", 1, { version: VERSION });
  }

  /** From now on these are looked at, and what the engine commits is counted. */
  watch(looked: Looked): void {
    this.#looked = looked;
    looked.engine.onCommit((_sweep, events) => {
      // What another one has written it counts itself.
      if (!looked.engine.leads) return;
      this.#add("macrosweep_events_total", events.length);
      for (const event of events) this.#count(event);
    });
  }

  /** An append to the journal. */
  appended(seconds: number, events: number, failed: boolean): void {
    if (failed) return this.#add("macrosweep_commits_failed_total", 1);
    this.#histograms.get("macrosweep_commit_seconds")?.observe(seconds);
    this.#histograms.get("macrosweep_commit_events")?.observe(events);
  }

  /** A problem of the solver's. */
  solved(seconds: number, of: "suggestion" | "importance"): void {
    this.#histograms.get("macrosweep_solve_seconds")?.observe({ of }, seconds);
  }

  /** Spans that were sent to the traces' sink, or could not be. */
  spans(count: number, outcome: "sent" | "dropped"): void {
    this.#add("macrosweep_trace_spans_total", count, { outcome });
  }

  /** All of them in the text format of Prometheus, which `contentType` names. */
  async text(): Promise<string> {
    if (this.#looked !== null) this.#look(this.#looked);
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** A series that begins with its first event shows no rate of it. */
  #begin(name: MetricName, { kind, label = {} }: Metric): void {
    for (const [of, values] of Object.entries(label)) {
      for (const value of values) {
        if (kind === "gauge") this.#set(name, 0, { [of]: value });
        else this.#add(name, 0, { [of]: value });
      }
    }
  }

  #count(event: Event): void {
    switch (event.kind) {
      case "trialSuggested":
        return this.#add("macrosweep_suggestions_total", 1, { guided: event.guided === true ? "yes" : "no" });
      case "leaseGranted":
        return this.#add("macrosweep_leases_granted_total", 1);
      case "leaseEnded":
        return this.#add("macrosweep_leases_ended_total", 1, { why: event.why });
      case "reportRecorded":
        return this.#add("macrosweep_reports_total", 1, { of: "validation" });
      case "testRecorded":
        return this.#add("macrosweep_reports_total", 1, { of: "test" });
      case "trialEnded":
        return this.#add("macrosweep_trials_ended_total", 1, { state: event.state });
      case "trialRequeued":
        return this.#add("macrosweep_trials_requeued_total", 1);
    }
  }

  #look({ engine, agents, problems, incomingBytes, journal }: Looked): void {
    const { sweeps: phases, queued, failing } = engine.load();
    this.#set("macrosweep_leads", engine.leads ? 1 : 0);
    for (const phase of ["running", "paused", "over"] as const)
      this.#set("macrosweep_sweeps", phases[phase], { phase });
    const held = engine.held();
    const ending = held.filter((lease) => lease.ending).length;
    this.#set("macrosweep_leases", held.length - ending, { state: "live" });
    this.#set("macrosweep_leases", ending, { state: "ending" });
    this.#lookAtAgents(agents());
    this.#set("macrosweep_inbox_commands", queued);
    this.#set("macrosweep_solver_problems", problems());
    this.#set("macrosweep_incoming_bytes", incomingBytes());
    this.#set("macrosweep_journal_writable", failing ? 0 : 1);
    for (const [file, path] of Object.entries({ journal, wal: `${journal}-wal` }))
      this.#set("macrosweep_journal_bytes", sizeOf(path), { file });
  }

  #lookAtAgents(agents: readonly AgentShape[]): void {
    const here = agents.filter(({ state }) => state === "connected");
    const sick = here.filter(({ trouble }) => trouble !== null).length;
    this.#set("macrosweep_agents", here.length - sick, { state: "connected" });
    this.#set("macrosweep_agents", sick, { state: "trouble" });
    this.#set("macrosweep_agents", agents.length - here.length, { state: "lost" });
    this.#set("macrosweep_slots", sum(here.map(({ busy }) => busy)), { state: "busy" });
    this.#set("macrosweep_slots", sum(here.map(({ free }) => free)), { state: "free" });
  }

  #add(name: MetricName, count: number, labels: Record<string, string> = {}): void {
    this.#counters.get(name)?.inc(labels, count);
  }

  #set(name: MetricName, value: number, labels: Record<string, string> = {}): void {
    this.#gauges.get(name)?.set(labels, value);
  }

  #register(name: MetricName, { kind, help, label = {}, buckets = [] }: Metric): void {
    const common = { name, help, labelNames: Object.keys(label), registers: [this.#registry] };
    switch (kind) {
      case "counter":
        return void this.#counters.set(name, new Counter(common));
      case "gauge":
        return void this.#gauges.set(name, new Gauge(common));
      case "histogram":
        return void this.#histograms.set(name, new Histogram({ ...common, buckets: [...buckets] }));
    }
  }
}

// A file that is not there, or cannot be looked at now, has none.
function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
