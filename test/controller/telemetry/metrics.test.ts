import { describe, expect, it, vi } from "vitest";
import { METRICS, type Metric } from "../../../src/controller/telemetry/metricTable.ts";
import { Outcome } from "../../../src/gen/macrosweep/v1/agent.ts";
import { stage, sweepDocument } from "../rpc/stage.ts";

const { agent, controller, create } = stage();

/** The value of a series, such as `macrosweep_leases{state="live"}`; undefined where there is none. */
async function value(series: string): Promise<number | undefined> {
  const { text } = await controller().metrics();
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

async function trained() {
  await create(sweepDocument({ parallel: 2, trials: 2 }));
  const worker = agent("box-of-somebody");
  worker.credit(2);
  const first = (await worker.assigned()).lease!;
  const second = (await worker.assigned()).lease!;
  for (const step of [1, 2, 3]) worker.report(first, step, 0.5);
  worker.say({ $case: "finish", finish: { lease: first, seq: 4, outcome: Outcome.COMPLETED, reason: "" } });
  for (let acks = 0; acks < 4; acks++) await worker.next("ack");
  return { worker, second };
}

describe("the metrics of a controller", () => {
  it("count what has happened", async () => {
    const { worker, second } = await trained();
    expect(await value('macrosweep_suggestions_total{guided="no"}')).toBe(2);
    expect(await value("macrosweep_leases_granted_total")).toBe(2);
    expect(await value('macrosweep_reports_total{of="validation"}')).toBe(3);
    expect(await value('macrosweep_trials_ended_total{state="completed"}')).toBe(1);
    worker.say({ $case: "finish", finish: { lease: second, seq: 1, outcome: Outcome.PREEMPTED, reason: "goes away" } });
    await worker.next("ack");
    expect(await value('macrosweep_leases_ended_total{why="finished"}')).toBe(1);
    expect(await value('macrosweep_leases_ended_total{why="returned"}')).toBe(1);
    expect(await value("macrosweep_trials_requeued_total")).toBe(1);
    expect(await value("macrosweep_commits_failed_total")).toBe(0);
  });

  it("say how things stand", async () => {
    const { worker } = await trained();
    expect(await value('macrosweep_sweeps{phase="running"}')).toBe(1);
    expect(await value('macrosweep_leases{state="live"}')).toBe(1);
    expect(await value('macrosweep_agents{state="connected"}')).toBe(1);
    expect(await value('macrosweep_slots{state="busy"}')).toBe(1);
    expect(await value("macrosweep_inbox_commands")).toBe(0);
    expect(await value("macrosweep_leads")).toBe(1);
    expect(await value("macrosweep_journal_writable")).toBe(1);
    expect(await value('macrosweep_journal_bytes{file="journal"}')).toBeGreaterThan(0);
    worker.close();
    await vi.waitFor(async () => expect(await value('macrosweep_agents{state="lost"}')).toBe(1));
  });

  it("time each commit, and say of how many events it was", async () => {
    await trained();
    const commits = await value("macrosweep_commit_seconds_count");
    expect(commits).toBeGreaterThan(2);
    expect(await value("macrosweep_commit_seconds_sum")).toBeGreaterThan(0);
    expect(await value("macrosweep_commit_events_sum")).toBe(await value("macrosweep_events_total"));
  });

  it("time the solver", async () => {
    const spec = { sampler: { name: "gp", seed: 1, startupTrials: 5, randomShare: 0 } };
    await create(sweepDocument({ parallel: 1, trials: 8, epochsPerTrial: 1 }, spec));
    const worker = agent("box");
    for (let trial = 0; trial < 7; trial++) {
      worker.credit(1);
      const { lease } = await worker.assigned();
      worker.report(lease, 1, trial / 10);
      worker.say({ $case: "finish", finish: { lease, seq: 2, outcome: Outcome.COMPLETED, reason: "" } });
      await worker.next("ack");
      await worker.next("ack");
    }
    const guided = await value('macrosweep_suggestions_total{guided="yes"}');
    expect(guided).toBeGreaterThan(0);
    expect(await value('macrosweep_solve_seconds_count{of="suggestion"}')).toBeGreaterThanOrEqual(guided!);
    expect(await value("macrosweep_solver_problems")).toBe(0);
  });

  it("are all there, with their help, and those of the process and its event loop", async () => {
    const { text, contentType } = await controller().metrics();
    const helped = [...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name);
    expect(helped).toEqual(expect.arrayContaining(Object.keys(METRICS)));
    expect(helped).toEqual(
      expect.arrayContaining([
        "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "nodejs_eventloop_lag_p99_seconds",
      ]),
    );
    expect(helped.filter((name) => name?.startsWith("macrosweep_"))).toHaveLength(Object.keys(METRICS).length);
    expect(contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
  });

  it("have no label that people choose, and so a bounded number of series", async () => {
    await trained();
    const { text } = await controller().metrics();
    expect(text).not.toContain("box-of-somebody");
    expect(text).not.toContain("small");
    const allowed = Object.values(METRICS as Record<string, Metric>).flatMap(({ label = {} }) => Object.keys(label));
    const labels = [...text.matchAll(/^macrosweep_\w+\{(.*)\}/gm)].flatMap(([, all = ""]) => {
      return [...all.matchAll(/(\w+)="/g)].map(([, label = ""]) => label);
    });
    expect(new Set(labels)).toEqual(new Set([...allowed, "le"]));
  });
});
