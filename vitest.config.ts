import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup/python.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // By itself one less than there are cores; most tests here wait for other processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ["./test/setup/notRun.ts", "default"],
  },
});
