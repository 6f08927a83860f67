import { describe, expect, it } from "vitest";
import type { Lease } from "../../src/controller/core/state.ts";
import { Deadlines } from "../../src/controller/deadlines.ts";

const TERM_MS = 30_000;

const lease = (trial: number): Lease => {
  return {
    trial,
    attempt: 1,
    process: "",
    agent: "a",
    saysGone: false,
    seq: 0,
    step: 0,
    reports: 0,
    tests: 0,
    unpredicted: new Map(),
  };
};

describe("the deadline of a lease", () => {
  it("is a term after the agent was heard last", () => {
    const deadlines = new Deadlines(TERM_MS, 0);
    const held = lease(0);
    deadlines.renew(held, 1_000);
    expect(deadlines.isOver(held, 30_999)).toBe(false);
    expect(deadlines.isOver(held, 31_000)).toBe(true);
  });

  it("is a term from the first look at a lease that nobody has spoken of", () => {
    const deadlines = new Deadlines(TERM_MS, 0);
    const held = lease(0);
    expect(deadlines.isOver(held, 1e12)).toBe(false);
    deadlines.look([held], 5_000);
    expect(deadlines.isOver(held, 34_999)).toBe(false);
    expect(deadlines.isOver(held, 35_000)).toBe(true);
  });

  it("belongs to this lease alone, not to a later one of the same trial and attempt", () => {
    const deadlines = new Deadlines(TERM_MS, 0);
    deadlines.renew(lease(0), 0);
    const again = lease(0);
    deadlines.renew(again, 20_000);
    expect(deadlines.isOver(again, 40_000)).toBe(false);
  });

  it("moves by all the time in which nobody looked, for then nobody could be heard", () => {
    const deadlines = new Deadlines(TERM_MS, 0);
    const held = lease(0);
    deadlines.renew(held, 0);
    deadlines.look([held], 3_000);
    deadlines.look([held], 603_000);
    expect(deadlines.isOver(held, 629_999)).toBe(false);
    expect(deadlines.isOver(held, 630_000)).toBe(true);
  });

  it("is never further away than a term, however long nobody looked", () => {
    const deadlines = new Deadlines(TERM_MS, 0);
    const held = lease(0);
    deadlines.look([held], 3_000);
    deadlines.renew(held, 8 * 3_600_000);
    deadlines.look([held], 8 * 3_600_000);
    expect(deadlines.isOver(held, 8 * 3_600_000 + TERM_MS)).toBe(true);
  });
});
