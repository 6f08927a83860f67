import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Machine, steadyTime } from "../../src/controller/steadyTime.ts";

const HOUR_MS = 3_600_000;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "macrosweep-time-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const machine = (wallMs: number, upMs: number, id = "first"): Machine => ({
  wallMs: () => wallMs,
  boot: () => ({ id, upMs }),
});

const silent = (wallMs: number): Machine => ({ wallMs: () => wallMs, boot: () => null });

describe("the time of a controller", () => {
  it("begins with the wall clock", () => {
    expect(steadyTime(folder(), machine(100 * HOUR_MS, HOUR_MS))).toBe(100 * HOUR_MS);
  });

  it.each([-50, 0, 50])("goes on over a restart by what has passed, with the wall clock set by %i hours", (hours) => {
    const state = folder();
    steadyTime(state, machine(100 * HOUR_MS, HOUR_MS));
    expect(steadyTime(state, machine((102 + hours) * HOUR_MS, 3 * HOUR_MS))).toBe(102 * HOUR_MS);
    expect(steadyTime(state, machine((107 + hours) * HOUR_MS, 8 * HOUR_MS))).toBe(107 * HOUR_MS);
  });

  it("is the wall clock's again when the machine was started anew, and goes on from that", () => {
    const state = folder();
    steadyTime(state, machine(100 * HOUR_MS, HOUR_MS));
    expect(steadyTime(state, machine(90 * HOUR_MS, 60_000, "second"))).toBe(90 * HOUR_MS);
    expect(steadyTime(state, machine(500 * HOUR_MS, 120_000, "second"))).toBe(90 * HOUR_MS + 60_000);
  });

  it("is the wall clock's where the machine does not say when it was started, or what is known cannot be read", () => {
    const state = folder();
    expect(steadyTime(state, silent(7 * HOUR_MS))).toBe(7 * HOUR_MS);
    writeFileSync(join(state, "time"), "{");
    expect(steadyTime(state, machine(9 * HOUR_MS, HOUR_MS))).toBe(9 * HOUR_MS);
    expect(steadyTime(join(state, "nowhere"), machine(9 * HOUR_MS, HOUR_MS))).toBe(9 * HOUR_MS);
  });

  it("is this machine's", () => {
    const before = Date.now();
    expect(steadyTime(folder())).toBeGreaterThanOrEqual(before);
  });
});
