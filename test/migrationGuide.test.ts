import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder } from "./cli/command.ts";

const root = join(import.meta.dirname, "..");
const guide = readFileSync(join(root, "docs/migration.md"), "utf8");
const [block = ""] = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text ?? "");
const commands = block.trim().split("\n");

it("has commands", () => {
  expect(commands.length).toBeGreaterThan(2);
});

it("has commands that work on a Katib Experiment, as they stand", async () => {
  const { path: folder, remove } = newFolder();
  onTestFinished(remove);
  copyFileSync(join(root, "test/convert/documents/katib-hyperband.yaml"), join(folder, "experiment.yaml"));
  for (const command of commands) {
    const [words = "", into] = command.split(" > ");
    const args = words
      .split(" ")
      .slice(1)
      .map((word) => (word.endsWith(".yaml") ? join(folder, word) : word));
    const { code, stdout } = await macrosweep(...args);
    expect([command, code]).toEqual([command, 0]);
    writeFileSync(join(folder, into ?? "said"), stdout);
  }
});
