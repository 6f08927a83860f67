import { describe, expect, it } from "vitest";
import { execute } from "../../../src/controller/core/execute.ts";
import type { Sweep } from "../../../src/controller/core/state.ts";
import { viewSweep } from "../../../src/controller/core/views/sweepView.ts";
import {
  created,
  document,
  ended,
  expire,
  expired,
  finish,
  given,
  lease,
  leased,
  now,
  report,
  reported,
  running,
} from "./given.ts";

describe("creating a sweep", () => {
  it("records the document with its defaults", () =>
    given()
      .when({ kind: "create", spec: document(), ...now })
      .then({
        kind: "sweepCreated",
        spec: { name: "small", objective: { metric: "macroF1", direction: "maximize" } },
      }));

  it("takes the same document a second time for the same sweep", () =>
    given(created())
      .when({ kind: "create", spec: document(), ...now })
      .answers("done"));

  it("takes an edited document under the same name where it can, see change.test.ts", () =>
    given(created(), running(0))
      .when({ kind: "create", spec: document({ trials: 4 }), ...now })
      .then({ kind: "sweepChanged" }));
});

describe("a free slot", () => {
  it("gets a new trial with its lease, in one go", () =>
    given(created())
      .when(lease("a"))
      .then({ kind: "trialSuggested", trial: 0 }, { kind: "leaseGranted", trial: 0, attempt: 1, agent: "a" }));

  it("gets a trial that waits before a new one", () =>
    given(created(), running(0, 1), expired(0))
      .when(lease("b"))
      .then({ kind: "leaseGranted", trial: 0, attempt: 2, agent: "b" }));

  it("gets nothing when as many trials run as may", () =>
    given(created(document({ parallel: 2 })), running(0, 1))
      .when(lease())
      .answers("nothing"));

  it("gets nothing when every trial of the budget has been started", () =>
    given(created(document({ trials: 2 })), running(0, 1))
      .when(lease())
      .answers("nothing"));

  it("gets nothing when the running trials have reserved the last epochs", () =>
    given(created(document({ totalEpochs: 8 })), running(0, 1))
      .when(lease())
      .answers("nothing"));

  it("gets the epochs that a stopped trial has left over", () =>
    given(
      created(document({ totalEpochs: 8 })),
      running(0, 1),
      reported(0, 1, 0.5),
      { kind: "leaseEnded", trial: 0, attempt: 1, why: "stopped", epochs: 1, atMs: 1 },
      { kind: "trialEnded", trial: 0, state: "pruned", reason: "", atMs: 1 },
    )
      .when(lease())
      .then({ kind: "trialSuggested", trial: 2 }, { kind: "leaseGranted" }));

  it("gets nothing while the sweep is paused", () =>
    given(created(), { kind: "sweepPaused", atMs: 1 }).when(lease()).answers("nothing"));

  it("ends the sweep when the grid has been tried", () => {
    const grid = document(
      {},
      { parameters: [{ name: "x", type: "categorical", values: ["a"] }], sampler: { name: "grid" } },
    );
    const tried = { ...given(created(grid)).sweep?.spec };
    expect(tried).toMatchObject({ sampler: { name: "grid" } });
    given(
      created(grid),
      { kind: "trialSuggested", trial: 0, params: { x: "a" }, seed: 1, why: "", atMs: 1 },
      leased(0),
      reported(0, 1, 0.5),
      ended(0),
    )
      .when(lease())
      .then({ kind: "searchExhausted" }, { kind: "sweepEnded", state: "completed" });
  });
});

describe("a report", () => {
  it("is recorded with the value that the counts give", () =>
    given(running(0))
      .when(report({ trial: 0, counts: { kind: "confusion", classes: 2, cells: [50, 2, 4, 9] }, classes: ["N", "V"] }))
      .then({
        kind: "reportRecorded",
        trial: 0,
        step: 1,
        value: expect.closeTo((100 / 106 + 18 / 24) / 2, 12),
        classes: ["N", "V"],
      }));

  it("is recorded with ends of its own where a rare class has most of the variance", () =>
    given(running(0))
      .when(report({ trial: 0, counts: { kind: "confusion", classes: 2, cells: [50, 2, 4, 9] } }))
      .then({ kind: "reportRecorded", ends: [expect.closeTo(0.711, 1), expect.closeTo(0.93, 1)] }));

  it("prunes the worst of three at the first rung", () =>
    given(running(0, 1, 2), reported(0, 1, 0.1), reported(1, 1, 0.2))
      .when(report({ trial: 2, value: 0 }))
      .then(
        { kind: "reportRecorded", trial: 2, value: 0 },
        { kind: "leaseEnded", trial: 2, why: "stopped", epochs: 1 },
        { kind: "trialEnded", trial: 2, state: "pruned", reason: expect.stringMatching(/^rung 1: .*rank 3 of 3/) },
      ));

  it("of an epoch after the last of the budget completes the trial by that one, and stops the trainer", () =>
    given(running(0, 1), reported(0, 1, 0.1), reported(0, 2, 0.2), reported(0, 3, 0.3))
      .when(report({ trial: 0, step: 4, value: 0.9 }))
      .then(
        { kind: "leaseEnded", trial: 0, why: "stopped", epochs: 3 },
        { kind: "trialEnded", trial: 0, state: "completed", reason: expect.stringMatching(/^epoch 3 is the last/) },
      ));

  it("of such an epoch fails the trial whose last epoch is missing", () =>
    given(running(0, 1), reported(0, 1, 0.1))
      .when(report({ trial: 0, seq: 2, step: 4, value: 0.9 }))
      .then(
        { kind: "leaseEnded" },
        { kind: "trialEnded", state: "failed", reason: expect.stringContaining("beyond") },
      ));

  it("counts once however often it is said", () =>
    given(running(0), reported(0, 1, 0.5))
      .when(report({ trial: 0, step: 1, value: 0.9 }))
      .answers("done"));

  it("asks for the message that is missing before it", () =>
    given(running(0))
      .when(report({ trial: 0, seq: 2, step: 2, value: 0.9 }))
      .answers("gap"));

  it("of an older attempt changes nothing", () =>
    given(running(0), expired(0), leased(0, 2))
      .when(report({ trial: 0, attempt: 1, value: 0.9 }))
      .answers("lost"));

  it("of a trial that is over changes nothing", () =>
    given(running(0, 1), reported(0, 1, 0.5), ended(0))
      .when(report({ trial: 0, seq: 2, step: 2, value: 0.9 }))
      .answers("lost"));

  it("may repeat steps in a later attempt, which replace those of the earlier one and are not judged again", () =>
    given(running(0, 1, 2), reported(1, 1, 0.9), reported(2, 1, 0.8), reported(0, 1, 0.95), expired(0), leased(0, 2))
      .when(report({ trial: 0, attempt: 2, value: 0.1 }))
      .then({ kind: "reportRecorded", trial: 0, attempt: 2, step: 1, value: 0.1 }));

  it("of a later attempt may go on ahead of the last one that arrived, as its checkpoint may be", () =>
    given(running(0, 1), reported(0, 1, 0.5), expired(0), leased(0, 2))
      .when(report({ trial: 0, attempt: 2, seq: 1, step: 3, value: 0.7 }))
      .then({ kind: "reportRecorded", trial: 0, attempt: 2, step: 3 }));

  it("of the test set is kept beside the curve", () =>
    given(running(0), reported(0, 1, 0.5))
      .when(
        report({
          trial: 0,
          seq: 2,
          step: 0,
          test: true,
          counts: { kind: "confusion", classes: 2, cells: [5, 0, 1, 4] },
        }),
      )
      .then({ kind: "testRecorded", trial: 0 }));
});

describe("a report that cannot be", () => {
  const two = { kind: "confusion", classes: 2, cells: [5, 0, 1, 4] } as const;
  const named = { ...reported(0, 1, 0.5), counts: two, classes: ["N", "V"] } as ReturnType<typeof reported>;
  const cases: [string, Parameters<typeof report>[0], string][] = [
    [
      "of epoch 0",
      { trial: 0, seq: 2, step: 0, value: 1 },
      "report for epoch 0: epoch: 0 must be a whole number from 1",
    ],
    [
      "of epoch -1",
      { trial: 0, seq: 2, step: -1, value: 1 },
      "report for epoch -1: epoch: -1 must be a whole number from 1",
    ],
    [
      "that repeats an epoch",
      { trial: 0, seq: 2, step: 1, value: 1 },
      "report for epoch 1: epoch: 1 repeats: epoch 2 is due; where several processes train one trial (torchrun, DDP), rank 0 alone reports",
    ],
    [
      "that skips an epoch",
      { trial: 0, seq: 2, step: 3, value: 1 },
      "report for epoch 3: epoch: 3 skips: epoch 2 is due",
    ],
    ["beyond the budget", { trial: 0, seq: 2, step: 4, value: 1 }, "epoch: 4 is beyond spec.budget.epochsPerTrial (3)"],
    [
      "whose value is no number",
      { trial: 0, seq: 2, step: 2, value: Number.NaN },
      "macroF1: NaN must be a finite number",
    ],
    ["without counts and value", { trial: 0, seq: 2, step: 2 }, "macroF1"],
    [
      "with negative counts",
      { trial: 0, seq: 2, step: 2, counts: { kind: "confusion", classes: 2, cells: [5, 0, -1, 4] } },
      "report for epoch 2: counts",
    ],
    [
      "whose counts are not square",
      { trial: 0, seq: 2, step: 2, counts: { kind: "confusion", classes: 2, cells: [5, 0, 1] } },
      "report for epoch 2: counts",
    ],
    [
      "with other class names",
      { trial: 0, seq: 2, step: 2, counts: two, classes: ["N", "S"] },
      "classes: were N, V, now N, S; they must stay the same in a sweep",
    ],
    [
      "with another number of classes",
      { trial: 0, seq: 2, step: 2, counts: { kind: "confusion", classes: 3, cells: [1, 0, 0, 0, 1, 0, 0, 0, 1] } },
      "classes: were N, V, now 3 without names; they must stay the same in a sweep",
    ],
  ];

  it.each(cases)("%s fails the trial and says why", (_name, said, reason) =>
    given(running(0, 1), named)
      .when(report(said))
      .then(
        { kind: "leaseEnded", trial: 0, why: "stopped" },
        { kind: "trialEnded", trial: 0, state: "failed", reason: expect.stringContaining(reason) },
      ),
  );
});

describe("the end of a trainer", () => {
  it("completes the trial", () =>
    given(running(0, 1), reported(0, 1, 0.5))
      .when(finish(0, 2))
      .then({ kind: "leaseEnded", why: "finished", epochs: 1 }, { kind: "trialEnded", trial: 0, state: "completed" }));

  it("without a report fails it", () =>
    given(running(0, 1))
      .when(finish(0, 1))
      .then(
        { kind: "leaseEnded" },
        { kind: "trialEnded", state: "failed", reason: "the trainer ended without a report" },
      ));

  it("by an error fails it for the reason that the agent gives", () =>
    given(running(0, 1), reported(0, 1, 0.5))
      .when(finish(0, 2, "failed", "exit code 1"))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded", state: "failed", reason: "exit code 1" }));

  it("ends the sweep when it was the last", () =>
    given(created(document({ trials: 1 })), running(0), reported(0, 1, 0.5))
      .when(finish(0, 2))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded" }, { kind: "sweepEnded", state: "completed" }));

  it("gives the sweep up when three trials failed and none has ever reported", () =>
    given(running(0, 1, 2, 3), ended(0, "failed"), ended(1, "failed"))
      .when(finish(2, 1, "failed", "train: not found"))
      .then(
        { kind: "leaseEnded", trial: 2 },
        { kind: "trialEnded", trial: 2, state: "failed" },
        { kind: "leaseEnded", trial: 3, why: "stopped" },
        { kind: "trialEnded", trial: 3, state: "cancelled" },
        {
          kind: "sweepEnded",
          state: "failed",
          reason: "3 trials failed before any had reported; the last: train: not found",
        },
      ));
});

describe("a lost lease", () => {
  it("puts the trial back and charges all that was reserved", () =>
    given(running(0), reported(0, 1, 0.5))
      .when(expire(0))
      .then({ kind: "leaseEnded", why: "expired", epochs: 3 }, { kind: "trialRequeued", trial: 0 }));

  it("completes a trial that had reported its last epoch", () =>
    given(running(0, 1), reported(0, 1, 0.5), reported(0, 2, 0.5), reported(0, 3, 0.6))
      .when(expire(0))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded", state: "completed" }));

  it("of an attempt that has ended already changes nothing", () =>
    given(running(0), expired(0), leased(0, 2)).when(expire(0, 1)).answers("lost"));

  it("ends the trial as preempted after five attempts that came no further", () => {
    const lost = [1, 2, 3, 4].flatMap((attempt) => [leased(0, attempt), ...expired(0, attempt)]);
    given(created(), running(0, 1).slice(0, 1), lost, leased(0, 5))
      .when(expire(0, 5))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded", trial: 0, state: "preempted" });
  });

  it("given back by its agent waits, and is charged what it reported", () =>
    given(running(0), reported(0, 1, 0.5))
      .when(finish(0, 2, "preempted", "agent stops"))
      .then({ kind: "leaseEnded", why: "returned", epochs: 1 }, { kind: "trialRequeued", reason: "agent stops" }));

  it("whose epochs nobody can pay any more is cancelled, and the sweep ends", () =>
    given(created(document({ totalEpochs: 5 })), running(0), reported(0, 1, 0.5))
      .when(expire(0))
      .then(
        { kind: "leaseEnded" },
        { kind: "trialRequeued" },
        { kind: "trialEnded", trial: 0, state: "cancelled", reason: "no epochs are left in the budget" },
        { kind: "sweepEnded", state: "failed" },
      ));
});

describe("a person", () => {
  it("pauses, and pausing again changes nothing", () => {
    given(created())
      .when({ kind: "pause", ...now })
      .then({ kind: "sweepPaused" });
    given(created(), { kind: "sweepPaused", atMs: 1 })
      .when({ kind: "pause", ...now })
      .answers("done");
  });

  it("resumes", () =>
    given(created(), { kind: "sweepPaused", atMs: 1 })
      .when({ kind: "resume", ...now })
      .then({ kind: "sweepResumed" }));

  it("cancels every trial that is not over", () =>
    given(running(0, 1), expired(0))
      .when({ kind: "cancel", ...now })
      .then(
        { kind: "leaseEnded", trial: 1, why: "stopped" },
        { kind: "trialEnded", trial: 1, state: "cancelled" },
        { kind: "trialEnded", trial: 0, state: "cancelled" },
        { kind: "sweepEnded", state: "cancelled" },
      ));

  it("cannot pause what has ended", () =>
    given(created(), { kind: "sweepEnded", state: "completed", reason: "", atMs: 1 })
      .when({ kind: "pause", ...now })
      .refuses('sweep "small" has ended (completed) and cannot be paused'));
});

describe("wall time", () => {
  const timed = created(document({ wallTime: "2s" }));

  it("is no matter before it is used up", () =>
    given(timed, running(0)).when({ kind: "tick", nowMs: 2999 }).answers("done"));

  it("stops the running trials and ends the sweep when it is used up", () =>
    given(timed, running(0))
      .when({ kind: "tick", nowMs: 3000 })
      .then(
        { kind: "leaseEnded", trial: 0 },
        { kind: "trialEnded", trial: 0, state: "cancelled", reason: "the wall time is used up" },
        { kind: "sweepEnded", state: "failed", reason: "the wall time is used up" },
      ));

  it("lets no trial start once it is used up", () =>
    given(timed).when({ kind: "lease", agent: "a", nowMs: 3000 }).then({ kind: "sweepEnded", state: "failed" }));
});

it("decides without changing the sweep", () => {
  const { sweep } = given(running(0, 1, 2), reported(0, 1, 0.1), reported(1, 1, 0.2));
  const before = JSON.stringify(viewSweep(sweep as Sweep, 0));
  expect(() => execute(sweep, { kind: "create", spec: document({ epochsPerTrial: 9 }), ...now })).toThrow();
  expect(JSON.stringify(viewSweep(sweep as Sweep, 0))).toBe(before);
});
