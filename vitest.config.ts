import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

const INSTALLED = "test/packages/macrosweep.test.ts";

export default defineConfig({
  test: {
    globalSetup: ["test/setup/compiled.ts", "test/setup/python.ts", "test/setup/nats.ts"],
    // For a machine that is busy with other things: what hangs is noticed later, and nothing else changes.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Many tests play with real processes on a machine that others use too. Which needed its second try stands at the end of a run, with what failed.
    retry: 1,
    reporters: ["./test/setup/closing.ts", "default"],
    // By itself one less than there are cores; most tests here wait for other processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: { name: "sources", include: ["test/**/*.test.ts"], exclude: [...configDefaults.exclude, INSTALLED] },
      },
      // A sweep as a newcomer runs it: how many trials an epochs budget buys there depends on how soon a trainer hears that it is stopped, so nothing else runs beside it.
      { extends: true, test: { name: "installed", include: [INSTALLED], maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
