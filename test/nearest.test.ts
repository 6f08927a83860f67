import { describe, expect, it } from "vitest";
import { nearest } from "../src/nearest.ts";

const KEYS = ["epochsPerTrial", "totalEpochs", "trials", "parallel", "wallTime"];

describe("the nearest known word", () => {
  it.each([
    ["epochPerTrial", "epochsPerTrial"],
    ["epochs_per_trial", "epochsPerTrial"],
    ["trails", "trials"],
    ["paralel", "parallel"],
    ["walltime", "wallTime"],
    ["wall-time", "wallTime"],
  ])("to %s is %s", (word, name) => {
    expect(nearest(word, KEYS)).toBe(name);
  });

  it.each(["budget", "", "x", "gpuHours", "t".repeat(1_000_000)])("to %.20s is none", (word) => {
    expect(nearest(word, KEYS)).toBeNull();
  });
});
