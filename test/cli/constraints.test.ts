import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder, objects } from "./command.ts";
import { GOOD, writeSweep } from "./script.ts";

// The script's `good` recalls 0.8 of "no" and 0.9 of "yes", all others half of each.

async function run(min: number, ...options: readonly string[]) {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  const more = `  constraints: [{ metric: "recall:no", min: ${min} }]\n`;
  const file = writeSweep(path, "kinds", ["poor", "good"], 3, more);
  return macrosweep("run", file, "--state", join(path, "state"), ...options);
}

describe("macrosweep run under a constraint", () => {
  it("names as winner a trial that meets it, with what it cost", async () => {
    const { code, stdout } = await run(0.8);
    expect(stdout).toContain("Winner: trial 1 with macro-F1 0.8496");
    expect(stdout).toContain(
      "  It meets the constraints, which cost nothing: no trial that misses them has a better value.\n",
    );
    expect(code).toBe(0);
  });

  it("exits with 1 when no trial meets it, and says by how much the nearest misses", async () => {
    const { code, stdout } = await run(0.85);
    expect(stdout).toContain(
      "done; no trial satisfied the constraints, nearest is trial 1: recall:no 0.800 is below 0.85 by 0.050\n",
    );
    expect(stdout).toContain("No trial satisfies the constraints; nearest: trial 1 with macro-F1 0.8496");
    expect(stdout).toContain("\n  recall:no 0.8000 is below 0.85 by 0.0500\n");
    expect(code).toBe(1);
  });

  it("tells the same in its JSON", async () => {
    const { code, stdout } = await run(0.85, "--json");
    const miss = { metric: "recall:no", min: 0.85, max: null, value: 0.8, by: expect.closeTo(0.05, 12) };
    const unconstrained = { trial: 1, value: expect.closeTo(GOOD, 12) };
    expect(objects(stdout)).toMatchObject([
      { best: { trial: 1, constraints: { feasible: false, violations: [miss], cost: null, unconstrained } } },
    ]);
    expect(code).toBe(1);
  });
});
