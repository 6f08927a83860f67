import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasPython, missing, packageDir, python3 } from "./python3.ts";

// Its own tests, written with Python's unittest. What needs a library is skipped, in words, where python3 does not have it.

interface Suite {
  readonly name: string;
  /** Modules without which none of its cases can run. */
  readonly needs: readonly string[];
  /** Modules without which some of its cases skip themselves. */
  readonly uses: readonly string[];
}

const SUITES: readonly Suite[] = [
  { name: "test_trial", needs: [], uses: [] },
  { name: "test_report", needs: [], uses: [] },
  { name: "test_stop", needs: [], uses: [] },
  { name: "test_client", needs: [], uses: ["pandas"] },
  { name: "test_later", needs: [], uses: ["pandas"] },
  { name: "test_access", needs: [], uses: [] },
  { name: "test_run", needs: [], uses: ["cloudpickle"] },
  { name: "test_arrays", needs: [], uses: ["numpy", "torch", "sklearn"] },
  { name: "test_example", needs: ["torch"], uses: [] },
  { name: "test_lightning", needs: ["torch", "lightning"], uses: ["pytorch_lightning"] },
  { name: "test_keras", needs: ["keras"], uses: [] },
  { name: "test_transformers", needs: ["torch", "accelerate", "transformers"], uses: [] },
];

// A library takes seconds to import, and a suite starts it several times.
const SUITE_MS = 600_000;

describe.skipIf(!hasPython)(
  hasPython ? "the Python package" : "the Python package (skipped: no python3 >= 3.9)",
  () => {
    for (const { name, needs, uses } of SUITES) {
      const needed = missing(needs);
      it.skipIf(needed.length > 0)(`passes ${name}.py${without(needed, missing(uses))}`, { timeout: SUITE_MS }, () => {
        const { status, stderr } = python3(["-m", "unittest", "-v", name]);
        expect(status, stderr.toString()).toBe(0);
      });
    }

    it("has no suite that is not run here", () => {
      const files = readdirSync(join(packageDir, "tests")).filter((name) => name.startsWith("test_"));
      expect(files.sort()).toEqual(SUITES.map(({ name }) => `${name}.py`).sort());
    });
  },
);

function without(needed: readonly string[], used: readonly string[]): string {
  if (needed.length > 0) return ` (skipped: python3 has no ${needed.join(", ")})`;
  return used.length > 0 ? ` (its cases with ${used.join(", ")} skipped: python3 does not have them)` : "";
}
