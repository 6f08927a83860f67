import { VERSION } from "../../version.ts";

/** A metric of the controller, as Prometheus knows it. */
export interface Metric {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  /** One label and its values, all there are: none is a name that people choose. Each is there from the start, with 0. */
  readonly label?: Readonly<Record<string, readonly string[]>>;
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** Every metric of its own; those of the process (`process_*`, `nodejs_*`) come with them. */
export const METRICS = {
  macrosweep_suggestions_total: {
    kind: "counter",
    help: "Configurations that samplers proposed; guided: a model did.",
    label: { guided: ["yes", "no"] },
  },
  macrosweep_leases_granted_total: { kind: "counter", help: "Trials given to agents, each attempt by itself." },
  macrosweep_leases_ended_total: {
    kind: "counter",
    help: "Attempts that have ended: finished, stopped, returned, expired or undelivered.",
    label: { why: ["finished", "stopped", "returned", "expired", "undelivered"] },
  },
  macrosweep_reports_total: {
    kind: "counter",
    help: "Reports that were recorded, of the validation or the test set.",
    label: { of: ["validation", "test"] },
  },
  macrosweep_trials_ended_total: {
    kind: "counter",
    help: "Trials that have ended: completed, pruned, failed, preempted or cancelled.",
    label: { state: ["completed", "pruned", "failed", "preempted", "cancelled"] },
  },
  macrosweep_trials_requeued_total: { kind: "counter", help: "Trials that lost their agent and wait for another." },
  macrosweep_events_total: { kind: "counter", help: "Events that were written to the journal." },
  macrosweep_commit_seconds: {
    kind: "histogram",
    help: "Time of a commit, from the engine's asking until it is durable.",
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  },
  macrosweep_commit_events: {
    kind: "histogram",
    help: "Events of one commit: the more at once, the more is going on.",
    buckets: [1, 3, 10, 30, 100, 300, 1_000],
  },
  macrosweep_commits_failed_total: { kind: "counter", help: "Commits of which nobody knows whether they are there." },
  macrosweep_solve_seconds: {
    kind: "histogram",
    help: "Time of the solver for a model's suggestion, or for the importance of parameters, without the wait before it.",
    label: { of: ["suggestion", "importance"] },
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  },
  macrosweep_leads: { kind: "gauge", help: "1 where this controller leads, 0 where it stands by." },
  macrosweep_sweeps: {
    kind: "gauge",
    help: "Sweeps: running, paused or over.",
    label: { phase: ["running", "paused", "over"] },
  },
  macrosweep_leases: {
    kind: "gauge",
    help: "Trials that agents hold: live, or ending where the lease is over and the trainer may run still.",
    label: { state: ["live", "ending"] },
  },
  macrosweep_agents: {
    kind: "gauge",
    help: "Agents: connected, in trouble (connected, and their machine cannot run trainers), or lately lost.",
    label: { state: ["connected", "trouble", "lost"] },
  },
  macrosweep_slots: {
    kind: "gauge",
    help: "Slots of the connected agents: busy, or free and waiting for a trial.",
    label: { state: ["busy", "free"] },
  },
  macrosweep_inbox_commands: { kind: "gauge", help: "Commands that wait to be decided." },
  macrosweep_solver_problems: { kind: "gauge", help: "Problems of the solver that are worked out or wait for it." },
  macrosweep_incoming_bytes: { kind: "gauge", help: "Bytes of agents' messages that are not dealt with yet." },
  macrosweep_journal_bytes: {
    kind: "gauge",
    help: "Size of the journal's files.",
    label: { file: ["journal", "wal"] },
  },
  macrosweep_journal_writable: { kind: "gauge", help: "1 where the last commit succeeded, 0 where it failed." },
  macrosweep_trace_spans_total: {
    kind: "counter",
    help: "Spans for the traces' sink: sent, or dropped because it was slow or did not take them.",
    label: { outcome: ["sent", "dropped"] },
  },
  macrosweep_build_info: {
    kind: "gauge",
    help: "Always 1; the label says the version.",
    label: { version: [VERSION] },
  },
} as const satisfies Record<string, Metric>;

/** Of the table. */
export type MetricName = keyof typeof METRICS;
