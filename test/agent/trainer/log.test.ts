import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BOUNDS } from "../../../src/agent/bounds.ts";
import { TrialLog } from "../../../src/agent/trainer/log.ts";
import { temporaryFolder } from "../scene.ts";

const line = (text: string) => ({ number: 1, text, bytes: Buffer.byteLength(text), cut: false, end: "" });

describe("TrialLog", () => {
  it("ends with a line that says so when it is full, and still knows the last lines", async () => {
    const path = join(temporaryFolder(), "attempt-1.log");
    const log = new TrialLog(path, 50_000);
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

  it("tells at its close that it could not be written, and nothing before", async () => {
    const log = new TrialLog(join(temporaryFolder(), "missing", "attempt-1.log"), 50_000);
    log.write(line("hello"));
    expect((await log.close())?.message).toContain("ENOENT");
    expect(log.tail).toBe("hello");
  });
});
