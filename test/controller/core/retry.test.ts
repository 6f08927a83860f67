import { describe, expect, it } from "vitest";
import { execute } from "../../../src/controller/core/execute.ts";
import { created, document, ended, given, lease, now, report, reported, running } from "./given.ts";

const over = { kind: "sweepEnded", state: "failed", reason: "no trial completed", atMs: 1500 } as const;
const retry = (trial: number | null) => ({ kind: "retry", trial, ...now }) as const;

describe("trying again", () => {
  it("lets an ended sweep go on with every trial that broke, under its number, as its next attempt", () => {
    const { sweep } = given(
      created(document({ trials: 2 })),
      running(0, 1),
      ended(0, "failed"),
      ended(1, "failed"),
      over,
    );
    const { events, answer } = execute(sweep, retry(null));
    expect(events).toMatchObject([
      { kind: "sweepReopened" },
      { kind: "trialRetried", trial: 0 },
      { kind: "trialRetried", trial: 1 },
    ]);
    expect(answer).toEqual({ kind: "done", told: ["0", "1"] });
    expect(execute(sweep, lease()).answer).toEqual({ kind: "granted", trial: 0, attempt: 2 });
    for (const step of [1, 2, 3]) execute(sweep, report({ trial: 0, attempt: 2, step, value: 0.5 }));
    const finish = { seq: 4, outcome: "completed", reason: "" } as const;
    execute(sweep, { kind: "finish", trial: 0, attempt: 2, finish, ...now });
    expect(sweep).toMatchObject({ best: 0, byState: { completed: 1, waiting: 1, failed: 0 } });
  });

  it("takes one trial of a sweep that runs", () =>
    given(created(), running(0, 1), ended(0, "failed")).when(retry(0)).then({ kind: "trialRetried", trial: 0 }));

  it("has nothing to do where nothing broke", () => given(created(), running(0)).when(retry(null)).answers("done"));

  it("refuses a trial that has its result, that runs, or that is not there", () => {
    const three = [1, 2, 3].map((step) => reported(0, step, 0.5));
    const { when } = given(created(), running(0, 1), three, ended(0));
    when(retry(0)).refuses("trial 0 is completed; only failed, preempted, cancelled ones are tried again");
    when(retry(1)).refuses("trial 1 is running");
    when(retry(7)).refuses('sweep "small" has no trial 7; it has 2 so far');
  });

  it("refuses where the budget has nothing left, and says which", () => {
    const spent = { kind: "leaseEnded", trial: 0, attempt: 1, why: "expired", epochs: 3, atMs: 1000 } as const;
    const failed = { kind: "trialEnded", trial: 0, state: "failed", reason: "", atMs: 1000 } as const;
    given(created(document({ totalEpochs: 5 })), running(0), spent, failed, over)
      .when(retry(null))
      .refuses('sweep "small": spec.budget.totalEpochs has none left; give it more in the document');
    given(created(document({ wallTime: "500ms" })), running(0), ended(0, "failed"), { ...over, atMs: 1600 })
      .when(retry(null))
      .refuses("spec.budget.wallTime is used up");
  });
});

describe("a sweep of which every trial fails", () => {
  const broke = (trial: number, reason: string, step = 1) => [
    ...running(trial),
    ...Array.from({ length: step }, (_, i) => reported(trial, i + 1, 0.1 * trial)),
    { kind: "leaseEnded", trial, attempt: 1, why: "finished", epochs: step, atMs: 1000 } as const,
    { kind: "trialEnded", trial, state: "failed", reason, atMs: 1000 } as const,
  ];
  const tick = { kind: "tick", ...now } as const;
  const same = (trial: number) => `exit code 1: epoch ${trial}, lr=0.${trial}3\nKeyError: 'y' at 0x7f${trial}a`;

  it("ends after three for the same reason, whatever had been reported before", () =>
    given(
      created(document({}, { pruner: { name: "none" } })),
      [0, 1, 2].flatMap((trial) => broke(trial, same(trial))),
    )
      .when(tick)
      .then({
        kind: "sweepEnded",
        state: "failed",
        reason: expect.stringContaining("every trial failed for the same reason, 3 of 3: exit code 1"),
      }));

  it.each([
    ["two have failed", [broke(0, same(0)), broke(1, same(1))]],
    ["one failed for another reason", [broke(0, same(0)), broke(1, "exit code 1: MemoryError"), broke(2, same(2))]],
    [
      "one that runs has come further",
      [broke(0, same(0)), broke(1, same(1)), broke(2, same(2)), running(3), reported(3, 1, 0.5), reported(3, 2, 0.6)],
    ],
  ])("goes on while %s", (_, past) => {
    given(created(document({}, { pruner: { name: "none" } })), ...past)
      .when(tick)
      .answers("done");
  });

  it("goes on while a trial has its result", () => {
    const three = [1, 2, 3].map((step) => reported(3, step, 0.5));
    given(created(), running(3 - 3), [1, 2, 3].flatMap((trial) => broke(trial, same(trial))).slice(0, 0), ended(0))
      .when(tick)
      .answers("done");
    expect(three).toHaveLength(3);
  });

  it("is tried again with a clean slate", () => {
    const past = [
      created(document({}, { pruner: { name: "none" } })),
      ...[0, 1, 2].flatMap((trial) => broke(trial, same(trial))),
    ];
    const { sweep } = given(...past);
    execute(sweep, tick);
    expect(sweep?.phase).toBe("failed");
    execute(sweep, retry(null));
    expect(sweep).toMatchObject({ phase: "running", failures: [], waiting: [0, 1, 2] });
  });
});
