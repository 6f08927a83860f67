import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diskUse } from "../../../src/agent/trainer/limits/diskUse.ts";
import { temporaryFolder } from "../scene.ts";

describe("diskUse", () => {
  it("counts the files of all folders, by what the disk gives for them", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "a", "b"), { recursive: true });
    writeFileSync(join(folder, "a", "one"), Buffer.alloc(100_000));
    writeFileSync(join(folder, "a", "b", "two"), Buffer.alloc(200_000));
    writeFileSync(join(folder, "holes"), "");
    truncateSync(join(folder, "holes"), 10_000_000_000);
    const { bytes, files } = await diskUse(folder, 100);
    expect(files).toBe(5);
    expect(bytes).toBeGreaterThanOrEqual(300_000);
    expect(bytes).toBeLessThan(400_000);
  });

  it("follows no link, so a circle ends", async () => {
    const folder = temporaryFolder();
    symlinkSync(folder, join(folder, "self"));
    expect((await diskUse(folder, 100)).files).toBe(1);
  });

  it("stops counting where it is told to", async () => {
    const folder = temporaryFolder();
    for (let i = 0; i < 20; i++) writeFileSync(join(folder, String(i)), "");
    expect((await diskUse(folder, 10)).files).toBe(11);
  });

  it("is nothing for a folder that is not there", async () =>
    expect(await diskUse(join(temporaryFolder(), "missing"), 10)).toEqual({ bytes: 0, files: 0 }));
});
