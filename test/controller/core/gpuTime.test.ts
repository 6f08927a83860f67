import { describe, expect, it } from "vitest";
import type { Command } from "../../../src/controller/core/commands.ts";
import type { Event } from "../../../src/controller/core/events.ts";
import { gpuTimeUsed } from "../../../src/controller/core/gpuTime.ts";
import { viewSweep } from "../../../src/controller/core/views/sweepView.ts";
import { created, document, given, suggested } from "./given.ts";

const HOUR_MS = 3_600_000;

/** Two hours of one GPU, trials of three epochs. */
const sweep = created(document({ gpuHours: 2, parallel: 3 }, { pruner: { name: "none" } }));

const leased = (trial: number, atMs: number, gpus = 1): Event => ({
  kind: "leaseGranted",
  trial,
  attempt: 1,
  agent: "a",
  saysGone: true,
  gpus,
  atMs,
});

const reported = (trial: number, step: number, atMs: number): Event => ({
  ...{ kind: "reportRecorded", trial, attempt: 1, seq: step, step, value: 0.5, error: null, counts: null },
  atMs,
});

const ended = (trial: number, atMs: number): Event[] => [
  { kind: "leaseEnded", trial, attempt: 1, why: "finished", epochs: 3, atMs },
  { kind: "trialEnded", trial, state: "completed", reason: "", atMs },
];

const lease = (nowMs: number, gpus = 1): Command => ({ kind: "lease", agent: "a", gpus, nowMs });

/** A trial that takes so long on one GPU. */
const trained = (trial: number, fromMs: number, tookMs: number): Event[] => [
  suggested(trial),
  leased(trial, fromMs),
  ...[1, 2, 3].map((step) => reported(trial, step, fromMs + (step * tookMs) / 3)),
  ...ended(trial, fromMs + tookMs),
];

describe("GPU time", () => {
  it("is that of a lease, by the GPUs of its slot", () => {
    const { sweep: running } = given(sweep, suggested(0), leased(0, 1_000, 2), suggested(1), leased(1, 2_000, 0.5));
    expect(gpuTimeUsed(running!, 5_000)).toBe(2 * 4_000 + 0.5 * 3_000);
    const { sweep: after } = given(sweep, suggested(0), leased(0, 1_000, 2), ended(0, 5_000));
    expect(gpuTimeUsed(after!, 9_000)).toBe(2 * 4_000);
  });

  it("goes on until a stopped trainer is gone", () => {
    const stopped: Event[] = [
      { kind: "leaseEnded", trial: 0, attempt: 1, why: "stopped", epochs: 1, lingers: true, atMs: 3_000 },
      { kind: "trialEnded", trial: 0, state: "pruned", reason: "", atMs: 3_000 },
    ];
    expect(gpuTimeUsed(given(sweep, suggested(0), leased(0, 1_000), stopped).sweep!, 6_000)).toBe(5_000);
    const gone: Event = { kind: "trainerGone", trial: 0, attempt: 1, epochs: 0, atMs: 7_000 };
    expect(gpuTimeUsed(given(sweep, suggested(0), leased(0, 1_000), stopped, gone).sweep!, 9_000)).toBe(6_000);
  });

  it("is none on a slot without a GPU", () => {
    const { gpus: _, ...without } = leased(0, 1_000) as Extract<Event, { kind: "leaseGranted" }>;
    expect(gpuTimeUsed(given(sweep, suggested(0), without).sweep!, HOUR_MS)).toBe(0);
  });
});

describe("a budget of GPU-hours", () => {
  it("notes the GPUs of a slot, where it has any", () => {
    given(sweep).when(lease(2_000, 4)).then({ kind: "trialSuggested" }, { kind: "leaseGranted", gpus: 4 });
  });

  it("lets one trial start of which nobody knows how long it takes, and no second one before its first report", () => {
    given(sweep).when(lease(1_000)).then({ kind: "trialSuggested" }, { kind: "leaseGranted" });
    given(sweep, suggested(0), leased(0, 1_000)).when(lease(1_000)).answers("nothing");
    given(sweep, suggested(0), leased(0, 1_000), reported(0, 1, 2_000))
      .when(lease(2_000))
      .then({ kind: "trialSuggested" }, { kind: "leaseGranted" });
  });

  it("lets another one start when the first has ended without a report", () =>
    given(
      sweep,
      suggested(0),
      leased(0, 1_000),
      { kind: "leaseEnded", trial: 0, attempt: 1, why: "finished", epochs: 0, atMs: 2_000 },
      { kind: "trialEnded", trial: 0, state: "failed", reason: "", atMs: 2_000 },
    )
      .when(lease(2_000))
      .then({ kind: "trialSuggested" }, { kind: "leaseGranted" }));

  it("holds nothing back where slots have no GPU", () =>
    given(sweep, suggested(0), leased(0, 1_000, 0))
      .when(lease(1_000))
      .then({ kind: "trialSuggested" }, { kind: "leaseGranted" }));

  it("is seen with what is used of it, also without a limit, and not without a GPU", () => {
    const running = given(sweep, suggested(0), leased(0, 0, 0.5)).sweep!;
    expect(viewSweep(running, HOUR_MS).gpuHours).toEqual({ used: 0.5, limit: 2 });
    const free = given(created(document()), suggested(0), leased(0, 0)).sweep!;
    expect(viewSweep(free, HOUR_MS).gpuHours).toEqual({ used: 1, limit: null });
    expect(viewSweep(given(created(document()), suggested(0)).sweep!, HOUR_MS)).toMatchObject({ gpuHours: null });
  });

  it("lets a trial start that will come to its end, by what the others took", () =>
    given(sweep, trained(0, 0, HOUR_MS))
      .when(lease(HOUR_MS))
      .then({ kind: "trialSuggested" }, { kind: "leaseGranted" }));

  it("lets none start that would not, and ends the sweep", () =>
    given(sweep, trained(0, 0, 1.1 * HOUR_MS))
      .when({ kind: "tick", nowMs: 1.1 * HOUR_MS })
      .then({ kind: "sweepEnded", state: "completed", reason: expect.stringContaining("GPU-hours that are left") }));

  it("counts what the running ones have before them", () =>
    given(sweep, trained(0, 0, 0.8 * HOUR_MS), suggested(1), leased(1, 0.8 * HOUR_MS))
      .when(lease(0.8 * HOUR_MS))
      .answers("nothing"));

  it("ends what runs when it is used up", () =>
    given(sweep, trained(0, 0, HOUR_MS / 2), suggested(1), leased(1, HOUR_MS / 2))
      .when({ kind: "tick", nowMs: 2 * HOUR_MS })
      .then(
        { kind: "leaseEnded", trial: 1, why: "stopped" },
        { kind: "trialEnded", trial: 1, state: "cancelled", reason: "the GPU-hours are used up" },
        { kind: "sweepEnded", state: "completed" },
      ));

  it("is a number of hours", () => {
    expect(() => document({ gpuHours: 0 })).toThrow("spec.budget.gpuHours: 0 must be a number from 0.001 to 10000000");
    expect(() => document({ gpuHours: "8h" })).toThrow("spec.budget.gpuHours");
    expect(document({ gpuHours: 0.5 }).budget.gpuHours).toBe(0.5);
    expect(document().budget).not.toHaveProperty("gpuHours");
  });
});
