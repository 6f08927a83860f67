import { expect, it } from "vitest";
import { logOf } from "../../../src/agent/trainer/folder.ts";
import { SweepError } from "../../../src/error.ts";

const lease = (sweep: string) => ({ sweep, trial: 3, attempt: 1 });

it.each(["beats", "vision.beats", "team-a.beats-202611300426"])("a trial of %s has a folder of its own", (sweep) => {
  expect(logOf("/jobs", lease(sweep), "0c5d2a52")).toBe(`/jobs/${sweep}/0c5d2a52/3/attempt-1.log`);
});

it.each(["..", ".", "a..b", ".beats", "beats.", "a/../b", "../beats", "a.b.c", "Beats", "", "b".repeat(254)])(
  "the name %j leads to no folder",
  (sweep) => {
    expect(() => logOf("/jobs", lease(sweep), "0c5d2a52")).toThrow(SweepError);
  },
);
