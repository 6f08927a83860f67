import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { earlierProcesses, notePresence } from "../../src/agent/reaper/earlier.ts";
import { markerOf } from "../../src/agent/trainer/mark.ts";
import { temporaryFolder } from "./scene.ts";

const NAME = "0123456789abcdef0123456789abcdef";

/** A folder on which this process has noted itself, with one part of what it noted changed. */
function noted(change: (words: string) => string) {
  const work = temporaryFolder();
  const marker = markerOf(work);
  const leave = notePresence(work, NAME, marker);
  const file = join(work, ".agents", NAME);
  writeFileSync(file, change(readFileSync(file, "utf8")));
  return { work, marker, leave };
}

it("a process of an agent that runs is not among the earlier ones; one that started at another time has gone", () => {
  const living = noted((words) => words);
  expect(earlierProcesses(living.work, living.marker)).toEqual([]);
  const dead = noted((words) => words.replace(/\d+$/, "1"));
  expect(earlierProcesses(dead.work, dead.marker)).toEqual([{ process: NAME, pid: process.pid, start: "1" }]);
});

it.each([
  ["another boot", (words: string) => words.replace(/^[^/]+/, "other")],
  ["another machine", (words: string) => words.replace(/\/\S+/, "/other")],
  ["another namespace", (words: string) => words.replace(/^(\S+) \d+/, "$1 7")],
  ["half a file", () => "half"],
])("nothing is said of a process of %s", (_what, change) => {
  const { work, marker } = noted((words) => change(words.replace(/\d+$/, "1")));
  expect(earlierProcesses(work, marker)).toEqual([]);
});

it("an agent that ends takes back what it noted, and the oldest of very many are forgotten", () => {
  const { work, marker, leave } = noted((words) => words);
  leave();
  expect(readdirSync(join(work, ".agents"))).toEqual([]);
  const dead = noted((words) => words.replace(/\d+$/, "1"));
  const words = readFileSync(join(dead.work, ".agents", NAME), "utf8");
  for (let i = 0; i < 300; i++) {
    writeFileSync(join(dead.work, ".agents", i.toString(16).padStart(32, "0")), words.replace(/\d+$/, String(i + 2)));
  }
  const earlier = earlierProcesses(dead.work, marker);
  expect(earlier).toHaveLength(256);
  expect(earlier.map(({ process }) => process)).not.toContain(NAME);
  expect(readdirSync(join(dead.work, ".agents"))).toHaveLength(256);
});
