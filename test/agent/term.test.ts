import { describe, expect, it } from "vitest";
import { Term } from "../../src/agent/term.ts";

describe("the term of a lease", () => {
  it("begins with the assignment", () => {
    expect(new Term(100, 1_000).endsAtMs).toBe(1_100);
  });

  it("lasts from the sending of the last acknowledged message, never shorter than before", () => {
    const term = new Term(100, 1_000);
    term.messageAcked(1_050);
    expect(term.endsAtMs).toBe(1_150);
    term.messageAcked(1_020);
    expect(term.endsAtMs).toBe(1_150);
  });

  it("counts the answer to a heartbeat for the oldest that is open, and once", () => {
    const term = new Term(100, 1_000);
    term.heartbeatSent(1_030);
    term.heartbeatSent(1_060);
    term.heartbeatAcked();
    expect(term.endsAtMs).toBe(1_130);
    term.heartbeatAcked();
    expect(term.endsAtMs).toBe(1_130);
  });

  it("expects no answer from an old stream, and takes over new terms", () => {
    const term = new Term(100, 1_000);
    term.heartbeatSent(1_030);
    term.reopened(200);
    term.heartbeatAcked();
    expect(term.endsAtMs).toBe(1_200);
  });
});
