import { describe, expect, it } from "vitest";
import { readDocument, readPlaced } from "../../../../src/controller/core/document/spec.ts";

function template(schedule: unknown, more: object = {}): unknown {
  return {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "beats" },
    spec: {
      parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
      budget: { trials: 5, epochsPerTrial: 3 },
      trainer: { command: ["train"] },
      schedule,
      ...more,
    },
  };
}

describe("a schedule", () => {
  it("has its defaults", () => {
    expect(readPlaced(template({ cron: "0 2 * * *" })).schedule).toEqual({
      cron: "0 2 * * *",
      timeZone: "Etc/UTC",
      startingDeadlineSeconds: null,
      ifActive: "skip",
      historyLimit: null,
      suspend: false,
    });
  });

  it.each([
    ["59 23 31 2 *", "never comes"],
    ["0 0 31 4,6,9,11 *", "never comes"],
    ["* * * * * *", "must be five fields"],
    ["*/5 * * * * *", "must be five fields"],
    ["0 2 * *", "must be five fields"],
    ["60 2 * * *", "must be five fields"],
    ["0 24 * * *", "must be five fields"],
    ["0 2 * * fun", "must be five fields"],
    ["0 2 L * *", "must be five fields"],
    ["0 2 * * 5#1", "must be five fields"],
    ["*/0 2 * * *", "must be five fields"],
    ["@daily", "must be five fields"],
    ["0 2 * * *\n* * * * *", "must be five fields"],
    [`${"0,".repeat(3_000)}0 2 * * *`, "at most 4096 characters"],
    [7, "must be a text"],
  ])("of which the cron is %j is refused", (cron, rule) => {
    expect(() => readPlaced(template({ cron }))).toThrow(new RegExp(`spec\\.schedule\\.cron: .*${rule}`, "s"));
  });

  it.each([
    [{ cron: "0 2 * * *", timeZone: "Mars/Olympus" }, "spec.schedule.timeZone"],
    [{ cron: "0 2 * * *", startingDeadlineSeconds: 1 }, "spec.schedule.startingDeadlineSeconds"],
    [{ cron: "0 2 * * *", historyLimit: 0 }, "spec.schedule.historyLimit"],
    [{ cron: "0 2 * * *", suspend: "yes" }, "spec.schedule.suspend"],
    [{ cron: "0 2 * * *", concurrencyPolicy: "Forbid" }, "here it is ifActive"],
    ["0 2 * * *", "spec.schedule"],
  ])("is refused with the place: %j", (schedule, message) => {
    expect(() => readPlaced(template(schedule))).toThrow(message);
  });

  it("keeps the nights that the stop rule counts", () => {
    const baseline = { baseline: { params: { x: 0.5 } }, confirm: { top: 2, seeds: 2 }, nights: { stopAfter: 9 } };
    expect(() => readPlaced(template({ cron: "0 2 * * *", historyLimit: 5 }, baseline))).toThrow(
      "spec.schedule.historyLimit: 5 must be at least spec.nights.stopAfter, 9",
    );
  });

  it("makes no sweep", () => {
    expect(() => readDocument(template({ cron: "0 2 * * *" }))).toThrow("spec.schedule: makes a series of nights");
  });
});
