import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/controller/core/events.ts";
import type { Counts } from "../../../src/metrics/counts.ts";
import { created, document, expired, given, leased, report, reported, running } from "./given.ts";

// Twelve of N, three of V. In the first all of them are taken for N; in the second one V is found.
const collapsed: Counts = { kind: "confusion", classes: 2, cells: [12, 0, 3, 0] };
const alive: Counts = { kind: "confusion", classes: 2, cells: [12, 0, 2, 1] };
// V has no samples: nothing can be said of it.
const absent: Counts = { kind: "confusion", classes: 2, cells: [12, 0, 0, 0] };

const sweep = (stopOn?: object) =>
  created(document({ epochsPerTrial: 9 }, { pruner: { name: "none" }, trainer: { command: ["t"], stopOn } }));

/** Trial 0 has reported these counts from epoch 1 on. */
const past = (...counts: Counts[]): Event[] =>
  counts.map((each, i) => ({ ...reported(0, i + 1, 0.4), counts: each, classes: ["N", "V"] }) as Event);

const leaseEnded = { kind: "leaseEnded", why: "stopped" };

describe("a class that is never predicted", () => {
  const rule = { collapsed: { epochs: 3, as: "pruned" } };
  const third = report({ trial: 0, step: 3, counts: collapsed });
  const recorded = { kind: "reportRecorded", step: 3 };

  it("ends the trial after so many epochs in a row, and the last report counts", () =>
    given(sweep(rule), running(0), past(collapsed, collapsed))
      .when(third)
      .then(
        recorded,
        { ...leaseEnded, epochs: 3 },
        {
          kind: "trialEnded",
          state: "pruned",
          reason: "epoch 3: class V was never predicted for 3 epochs in a row",
        },
      ));

  it("is a failure unless the document says otherwise", () =>
    given(sweep({ collapsed: { epochs: 1 } }), running(0))
      .when(report({ trial: 0, step: 1, counts: collapsed }))
      .then({ kind: "reportRecorded" }, leaseEnded, {
        kind: "trialEnded",
        state: "failed",
        reason: expect.stringContaining("class 1 was"),
      }));

  it.each([
    ["it was predicted in between", rule, past(collapsed, alive)],
    ["it had no samples in between", rule, past(collapsed, absent)],
    ["a report in between had no counts", rule, [...past(collapsed), reported(0, 2, 0.5)]],
    ["it needs one epoch more", { collapsed: { epochs: 4 } }, past(collapsed, collapsed)],
    ["the document does not ask", undefined, past(collapsed, collapsed)],
  ])("goes on when %s", (_, stopOn, before) => given(sweep(stopOn), running(0), before).when(third).then(recorded));

  it("goes on in a new attempt, which begins to count anew", () =>
    given(sweep(rule), running(0), past(collapsed, collapsed), expired(0), leased(0, 2))
      .when(report({ trial: 0, attempt: 2, seq: 1, step: 3, counts: collapsed }))
      .then(recorded));
});

describe("a number that is none", () => {
  it.each([
    [undefined, "failed"],
    [{}, "failed"],
    [{ nan: "pruned" }, "pruned"],
  ])("as the objective ends the trial under %j as %s, and is not recorded", (stopOn, state) =>
    given(sweep(stopOn), running(0))
      .when(report({ trial: 0, value: Number.NaN }))
      .then(
        { ...leaseEnded, epochs: 0 },
        {
          kind: "trialEnded",
          state,
          reason: "report for epoch 1: macroF1: NaN must be a finite number",
        },
      ),
  );

  it.each(["loss", "train_loss", "valLoss"])("as metrics.%s ends the trial, and its objective is recorded", (name) =>
    given(sweep({ nan: "pruned" }), running(0))
      .when(report({ trial: 0, value: 0.5, scalars: { lr: 0.1, [name]: Number.NaN } }))
      .then({ kind: "reportRecorded", value: 0.5, scalars: { lr: 0.1 } }, leaseEnded, {
        kind: "trialEnded",
        state: "pruned",
        reason: `epoch 1: metrics.${name} is NaN`,
      }),
  );

  it.each([
    ["another metric that is NaN", { auc: Number.NaN }],
    ["a loss that is infinite", { loss: Number.POSITIVE_INFINITY }],
  ])("goes on with %s", (_, scalars) =>
    given(sweep(), running(0))
      .when(report({ trial: 0, value: 0.5, scalars }))
      .then({ kind: "reportRecorded", value: 0.5 }),
  );
});

it.each([{ tensorboard: "runs", value: "val/f1" }, { file: "metrics.jsonl", value: "f1" }, { value: "f1 (.*)" }])(
  "cannot be a collapsed class where reports have no counts: %j",
  (reports) => {
    const trainer = { command: ["t"], reports, stopOn: { collapsed: { epochs: 3 } } };
    expect(() => document({}, { trainer })).toThrow("stopOn.collapsed: needs counts, and these reports have none");
  },
);

it.each([
  [{ nan: "stopped" }, 'spec.trainer.stopOn.nan: "stopped" must be "failed" or "pruned"'],
  [{ collapsed: {} }, "spec.trainer.stopOn.collapsed.epochs: is missing"],
  [{ collapsed: { epochs: 0 } }, "spec.trainer.stopOn.collapsed.epochs: 0 must be a whole number from 1 to 1000000"],
  [{ collapsed: 3 }, "spec.trainer.stopOn.collapsed: 3 must be an object"],
  [{ nans: "failed" }, "spec.trainer.stopOn.nans: unknown key; known here: nan, collapsed"],
])("is refused: stopOn %j", (stopOn, message) => {
  expect(() => sweep(stopOn)).toThrow(message);
});
