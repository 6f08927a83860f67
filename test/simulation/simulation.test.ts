import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { PLANTS, type PlantName, planted } from "./plants.ts";

// So that what hangs is noticed: how long it takes says nothing.
const PATIENCE_MS = 900_000;
const MAIN = join(import.meta.dirname, "main.ts");

interface Played {
  readonly seeds: number;
  readonly hash: string;
  readonly failed?: number;
  readonly violation?: string;
}

/** What a program of its own comes to: it replaces every clock. What it says of a broken promise goes into the message of the failed test. */
async function play(...args: string[]): Promise<{ readonly played: Played; readonly said: string }> {
  const run = promisify(execFile)(process.execPath, [MAIN, ...args], { maxBuffer: 1e9 });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return { played: JSON.parse(stdout.trim().split("\n").at(-1) ?? ""), said: stderr };
}

it("keeps every promise in 200 seeds of faults", { timeout: PATIENCE_MS }, async () => {
  const { played, said } = await play("--seeds", "0-199");
  expect(played.failed, said).toBeUndefined();
  expect(played.seeds).toBe(200);
});

it("plays a seed again to the letter", { timeout: 120_000 }, async () => {
  const first = await play("--seeds", "7-7");
  const again = await play("--seeds", "7-7", "--trace");
  const among = await play("--seeds", "5-7");
  expect(again.played.hash).toBe(first.played.hash);
  expect(among.played.hash).toBe(first.played.hash);
});

describe("a fault that somebody might make", () => {
  it.each(Object.keys(PLANTS) as PlantName[])(
    "%s is found within 500 seeds",
    { timeout: PATIENCE_MS },
    async (name) => {
      const { text, instead } = PLANTS[name];
      expect(planted(PLANTS[name])).toContain(instead);
      expect(instead).not.toBe(text);
      const { played } = await play("--seeds", "0-499", "--plant", name);
      expect(played.violation).toBeTypeOf("string");
    },
  );

  it("is refused where what it replaces does not stand exactly once", () => {
    const { file } = PLANTS.dedupeOff;
    expect(() => planted({ file, text: "nowhere to be found", instead: "" })).toThrow("stands there 0 times, not once");
    expect(() => planted({ file, text: "return", instead: "" })).toThrow(/stands there \d+ times, not once/);
  });
});
