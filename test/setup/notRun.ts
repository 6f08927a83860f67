import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

/** Closes a run with what did not run. Why stands in the titles: a test that needs what may be missing says so there. */
export default class NotRun implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests("skipped")]);
    if (skipped.length === 0) return console.log("Every test ran.");
    console.log(`${skipped.length} tests did not run:`);
    for (const [title, tests] of Map.groupBy(skipped, titleOf)) {
      console.log(`  ${title}${tests.length > 1 ? ` (${tests.length} tests)` : ""}`);
    }
  }
}

// The outermost title that says why, or the whole of it.
function titleOf(test: TestCase): string {
  let at: TestCase | TestSuite | TestModule = test;
  let title = test.fullName;
  while (at.type !== "module") {
    if (/skipped/.test(at.name)) title = at.fullName;
    at = at.parent;
  }
  return title;
}
