import { describe, expect, it } from "vitest";
import { Backoff } from "../../src/agent/backoff.ts";

describe("Backoff", () => {
  it("doubles up to the longest pause, and begins again after a success", () => {
    const backoff = new Backoff({ first: 100, longest: 500 }, () => 0.999_999);
    const pauses = () => [1, 2, 3, 4, 5].map(() => Math.round(backoff.next()));
    expect(pauses()).toEqual([100, 200, 400, 500, 500]);
    backoff.succeeded();
    expect(pauses()).toEqual([100, 200, 400, 500, 500]);
  });

  it("never waits less than half of the pause", () => {
    const backoff = new Backoff({ first: 100, longest: 500 }, () => 0);
    expect([backoff.next(), backoff.next()]).toEqual([50, 100]);
  });
});
