import { appendFileSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BOUNDS } from "../../src/agent/bounds.ts";
import { KeptReports } from "../../src/agent/trainer/keptReports.ts";
import { temporaryFolder } from "./scene.ts";

const epoch = (step: number, value = step / 10) => ({
  step,
  value,
  counts: undefined,
  classes: [],
  metrics: [],
  test: false,
});
const test = { ...epoch(0, 0.9), test: true };

/** A file with what an attempt has said; opened as if the controller had everything up to `reported`. */
async function written(said: readonly ReturnType<typeof epoch>[], reported: number) {
  const path = join(temporaryFolder(), "reports");
  const kept = await KeptReports.open(path, 0);
  for (const report of said) expect(kept.keep(report)).toBe(null);
  const { earlier } = await KeptReports.open(path, reported);
  return { path, kept, said: earlier.map(({ step, value, test }) => [test ? "test" : step, value]) };
}

describe("kept reports", () => {
  it("are those that the controller does not have, in order", async () => {
    expect(
      (
        await written(
          [1, 2, 3, 4].map((step) => epoch(step)),
          2,
        )
      ).said,
    ).toEqual([
      [3, 0.3],
      [4, 0.4],
    ]);
  });

  it("are of the newest attempt where it went back, and of no later epoch than that", async () => {
    const again = [epoch(1), epoch(2), epoch(3), epoch(4), epoch(2, 0.7)];
    expect((await written(again, 1)).said).toEqual([[2, 0.7]]);
  });

  it("end with the word on the test set, unless training went on after it", async () => {
    expect((await written([epoch(1), test], 0)).said).toEqual([
      [1, 0.1],
      ["test", 0.9],
    ]);
    expect((await written([epoch(1), test, epoch(1, 0.2)], 0)).said).toEqual([[1, 0.2]]);
  });

  it("keep values that are no numbers", async () => {
    expect((await written([epoch(1, Number.NaN)], 0)).said).toEqual([[1, Number.NaN]]);
  });

  it("lose no more than the line that a kill has cut off, and nothing to bytes that are none of theirs", async () => {
    const { path } = await written([epoch(1)], 0);
    appendFileSync(path, "Zm9v\n\0\0\0\nCAEQ");
    expect((await KeptReports.open(path, 0)).earlier.map(({ step }) => step)).toEqual([1]);
  });

  it("take no more than their bound once the controller has them, and nothing in the end", async () => {
    const { path, kept } = await written([], 0);
    for (let step = 1; step < 6_000; step++) kept.keep(epoch(step));
    expect(statSync(path).size).toBeGreaterThan(BOUNDS.keptBytes);
    kept.settle(false);
    expect(statSync(path).size).toBe(0);
    kept.keep(epoch(6_000));
    kept.settle(false);
    expect(statSync(path).size).toBeGreaterThan(0);
    kept.settle(true);
    expect(existsSync(path)).toBe(false);
  });

  it("say why nothing can be kept", async () => {
    const kept = await KeptReports.open(join(temporaryFolder(), "no", "such", "folder"), 0);
    expect(String(kept.keep(epoch(1)))).toContain("ENOENT");
  });
});
