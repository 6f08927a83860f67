import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeFiles } from "../../../src/agent/trainer/files.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "trial");
}

it("writes files into the trial's folder, anew for every attempt", async () => {
  const folder = newFolder();
  await writeFiles(folder, { "conf/a.yaml": "lr: 1" });
  await writeFiles(folder, { "conf/a.yaml": "lr: 2" });
  expect(readFileSync(join(folder, "conf/a.yaml"), "utf8")).toBe("lr: 2");
});

it.each(["../outside", "/tmp/macrosweep-outside", "a/../../outside", ""])("writes nothing at %j", async (path) => {
  const folder = newFolder();
  await expect(writeFiles(folder, { [path]: "x" })).rejects.toThrow("leads out of the trial's folder");
  expect(existsSync(join(folder, path === "" ? "x" : path))).toBe(false);
});
