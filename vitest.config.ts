import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup/python.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ["./test/setup/notRun.ts", "default"],
  },
});
