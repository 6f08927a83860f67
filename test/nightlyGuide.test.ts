import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder } from "./cli/command.ts";
import { openScene } from "./contract/api/scene.ts";

const guide = readFileSync(join(import.meta.dirname, "..", "docs/nightly.md"), "utf8");

function blocks(language: string): string[] {
  return [...guide.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, text = ""]) => text);
}

it("docs/nightly.md has a template and commands that work as they stand", async () => {
  const scene = await openScene();
  onTestFinished(() => scene.close());
  const { path: folder, remove } = newFolder();
  onTestFinished(remove);
  const [template = "", schedule = ""] = blocks("yaml");
  writeFileSync(join(folder, "nightly.yaml"), template);
  writeFileSync(join(folder, "scheduled.yaml"), template + schedule);
  const said: string[] = [];
  for (const command of blocks("sh").join("").trim().split("\n")) {
    const args = command
      .split(" ")
      .slice(1)
      .map((word) => (word.endsWith(".yaml") ? join(folder, word) : word));
    const { code, stdout, stderr } = await macrosweep(...args, "--url", scene.url);
    expect([command, code, stderr]).toEqual([command, 0, ""]);
    said.push(stdout);
  }
  expect(said.join("\n")).toContain("Sweep beats-nightly-202611290200 is created");
  expect(said.join("\n")).toContain("# beats-nightly\n");
  expect(said.join("\n")).toMatch(/Schedule beats-nightly is taken: the next night is due at 20/);
  expect(said.join("\n")).toContain("beats-nightly  0 2 * * * (Europe/Berlin)  next 20");
  expect(said.join("\n")).toContain("No further nights of beats-nightly will begin by themselves.");
});
