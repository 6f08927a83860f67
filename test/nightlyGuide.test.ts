import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder } from "./cli/command.ts";
import { openScene } from "./contract/api/scene.ts";

const guide = readFileSync(join(import.meta.dirname, "..", "docs/nightly.md"), "utf8");

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(guide)?.[1] ?? "";
}

it("docs/nightly.md has a template and commands that work as they stand", async () => {
  const scene = await openScene();
  onTestFinished(() => scene.close());
  const { path: folder, remove } = newFolder();
  onTestFinished(remove);
  writeFileSync(join(folder, "nightly.yaml"), block("yaml"));
  const said: string[] = [];
  for (const command of block("sh").trim().split("\n")) {
    const args = command
      .split(" ")
      .slice(1)
      .map((word) => (word === "nightly.yaml" ? join(folder, word) : word));
    const { code, stdout, stderr } = await macrosweep(...args, "--url", scene.url);
    expect([command, code, stderr]).toEqual([command, 0, ""]);
    said.push(stdout);
  }
  expect(said.join("\n")).toContain("Sweep beats-nightly-202611290200 is created");
  expect(said.join("\n")).toContain("# beats-nightly\n");
});
