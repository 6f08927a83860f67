import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

/** Closes a run with what did not run and what held only at its second try. Why stands in the titles: a test that needs what may be missing says so there. */
export default class Closing implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests("skipped")]);
    if (skipped.length === 0) console.log("Every test ran.");
    else console.log(`${skipped.length} tests did not run:`);
    for (const [title, tests] of Map.groupBy(skipped, titleOf)) {
      console.log(`  ${title}${tests.length > 1 ? ` (${tests.length} tests)` : ""}`);
    }
    sayUnsteady(modules.flatMap((module) => [...module.children.allTests("passed")]).filter(isUnsteady));
  }
}

// Such a test, or what it tests, has a fault that shows now and then: it is to be mended, and what failed first says where.
function sayUnsteady(tests: readonly TestCase[]): void {
  if (tests.length === 0) return;
  console.log(`${tests.length} tests failed at first and held at the second try:`);
  for (const test of tests) {
    console.log(`  ${test.module.relativeModuleId}: ${test.fullName}`);
    for (const error of test.result().errors ?? []) console.log(`    ${error.message.split("\n", 6).join("\n    ")}`);
  }
}

const isUnsteady = (test: TestCase): boolean => test.diagnostic()?.flaky ?? false;

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
