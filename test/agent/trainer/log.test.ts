import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { BOUNDS } from "../../../src/agent/bounds.ts";
import { Tail } from "../../../src/agent/logs/tail.ts";
import { TrialLog } from "../../../src/agent/trainer/log.ts";
import { canMount, mountSmallDisk } from "../../e2e/smallDisk.ts";
import { temporaryFolder } from "../scene.ts";

const line = (text: string) => ({
  number: 1,
  text,
  bytes: Buffer.byteLength(text),
  cut: false,
  end: "",
  overwritten: false,
});

describe("TrialLog", () => {
  it("ends with a line that says so when it is full, and still knows the last lines", async () => {
    const path = join(temporaryFolder(), "attempt-1.log");
    const log = new TrialLog(path, 50_000, new Tail());
    for (let written = 0; written < 100_000; written += 1_000) log.write(line("x".repeat(999)));
    log.write(line("the end"));
    expect(await log.close()).toBeNull();
    const text = readFileSync(path, "utf8");
    const last = `\n[the log ends here: it may have 50000 bytes]\n`;
    expect(text.length).toBe(50_000 + last.length);
    expect(text.endsWith(last)).toBe(true);
    expect(log.tail.endsWith("x\nthe end")).toBe(true);
    expect(log.tail.length).toBeLessThanOrEqual(BOUNDS.tailChars);
  });

  it.runIf(canMount)("goes on when a full disk has room again, with a note of what is missing", async () => {
    const disk = mountSmallDisk(join(temporaryFolder(), "disk"), 64, onTestFinished);
    const path = join(disk.path, "attempt-1.log");
    const log = new TrialLog(path, 50_000, new Tail());
    disk.fill();
    log.write(line("lost"));
    await expect.poll(() => existsSync(path)).toBe(true);
    // The writing of a page that has no room has failed by the time that another file can be written.
    await writeFile(join(temporaryFolder(), "other"), "");
    disk.empty();
    log.write(line("kept"));
    expect((await log.close())?.message).toContain("ENOSPC");
    expect(readFileSync(path, "utf8")).toMatch(/^\n\[macrosweep: 5 bytes are missing here: ENOSPC.*\]\nkept\n$/);
  });

  it("tells at its close that it could not be written, and nothing before", async () => {
    const log = new TrialLog(join(temporaryFolder(), "missing", "attempt-1.log"), 50_000, new Tail());
    log.write(line("hello"));
    expect((await log.close())?.message).toContain("ENOENT");
    expect(log.tail).toBe("hello");
  });
});
