import { describe, it } from "vitest";
import type { Event } from "../../../src/controller/core/events.ts";
import { created, document, given, report, reported, running } from "./given.ts";

const counts = { kind: "confusion", classes: 2, cells: [3, 1, 1, 3] } as const;

function failsWith(reason: string, said: Parameters<typeof report>[0], spec: object = {}): void {
  given(created(document({}, spec)), running(0))
    .when(report(said))
    .then({ kind: "leaseEnded", why: "stopped" }, { kind: "trialEnded", state: "failed", reason });
}

describe("a value outside the range of its metric", () => {
  it.each([
    ["of a trainer in percent", 28.7, "macroF1: 28.7 must be from 0 to 1; if it is percent, report 0.287"],
    ["that cannot be percent either", 1e308, "macroF1: 1e+308 must be from 0 to 1"],
    ["below it", -0.2, "macroF1: -0.2 must be from 0 to 1"],
    ["a little above 1", 1.01, "macroF1: 1.01 must be from 0 to 1; if it is percent, report 0.0101"],
  ])("%s fails its trial", (_what, value, why) => failsWith(`report for epoch 1: ${why}`, { trial: 0, value }));

  it("that may be negative is measured against its own", () => {
    const objective = { metric: "mcc", direction: "maximize" };
    failsWith("report for epoch 1: mcc: -1.2 must be from -1 to 1", { trial: 0, value: -1.2 }, { objective });
    given(created(document({}, { objective })), running(0))
      .when(report({ trial: 0, value: -0.4 }))
      .then({ kind: "reportRecorded", value: -0.4 });
  });

  it("by no more than single precision makes of it is none", () =>
    given(running(0))
      .when(report({ trial: 0, value: 1.0000001192092896 }))
      .then({ kind: "reportRecorded" }));

  it("does not exist for a scalar of the trainer's own", () =>
    given(created(document({}, { objective: { metric: "metrics.loss", direction: "minimize" } })), running(0))
      .when(report({ trial: 0, scalars: { loss: 28.7 } }))
      .then({ kind: "reportRecorded", value: 28.7 }));
});

describe("what an attempt says of the test set", () => {
  const tested = (times: number): Event[] =>
    Array.from({ length: times }, (_, i) => ({
      kind: "testRecorded",
      trial: 0,
      attempt: 1,
      seq: 2 + i,
      counts,
      atMs: 1000,
    }));
  const again = (seq: number) => report({ trial: 0, seq, step: 0, counts, test: true });

  it("is taken once an epoch", () =>
    given(running(0), reported(0, 1, 0.5), tested(2))
      .when(again(4))
      .then({ kind: "testRecorded" }));

  it("fails its trial when it is said more often than there are epochs", () =>
    given(running(0), reported(0, 1, 0.5), tested(3))
      .when(again(5))
      .then(
        { kind: "leaseEnded" },
        {
          kind: "trialEnded",
          state: "failed",
          reason:
            "report of the test set: test: is said for the 4th time; at most 3 of an attempt are taken, one an epoch (spec.budget.epochsPerTrial)",
        },
      ));
});

describe("a report with more than is kept", () => {
  const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, 1]));

  it("fails its trial for too many metrics", () =>
    failsWith("report for epoch 1: metrics: 257 are too many; 256 are taken", {
      trial: 0,
      value: 0.5,
      scalars: numbered(257),
    }));

  it("fails its trial for a name that is too long", () =>
    failsWith(`report for epoch 1: a name of 257 characters ("${"n".repeat(40)}"...) is too long; it may have 256`, {
      trial: 0,
      value: 0.5,
      scalars: { ["n".repeat(257)]: 1 },
    }));
});
