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

  it("is over at its end while the process runs", () => {
    const term = new Term(100, 1_000);
    for (let nowMs = 1_010; nowMs < 1_100; nowMs += 10) expect(term.look(nowMs)).toBe(1_100 - nowMs);
    expect(term.look(1_100)).toBe(0);
  });

  it("lets a process that stood still speak with the controller first, for a third of a lease at most", () => {
    const term = new Term(90, 1_000);
    term.look(1_010);
    expect(term.look(9_000)).toBe(30);
    expect(term.look(9_009)).toBe(21);
    expect(term.look(9_030)).toBe(0);
  });

  it("leaves no more after the process stood still than before", () => {
    const term = new Term(100, 1_000);
    for (let nowMs = 1_010; nowMs <= 1_095; nowMs += 17) term.look(nowMs);
    expect(term.look(5_095)).toBe(5);
  });

  it("is not given back by standing still once it is over", () => {
    const term = new Term(100, 1_000, 2_000);
    term.look(2_010);
    expect(term.look(3_010)).toBeLessThan(0);
  });

  it("goes on from what is acknowledged after the process stood still", () => {
    const term = new Term(90, 1_000);
    term.look(1_010);
    term.look(9_000);
    term.messageAcked(9_001);
    expect(term.look(9_009)).toBe(82);
  });
});
