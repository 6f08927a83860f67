import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { LogSink } from "../../src/cli/logSink.ts";
import { canMount, mountSmallDisk, noMount } from "../e2e/smallDisk.ts";
import { newFolder } from "./command.ts";

it("takes lines for a full device without a word", () => {
  const sink = new LogSink(openSync("/dev/full", "w"));
  for (let line = 0; line < 10_000; line++) sink.write(`{"msg":"${line}"}\n`);
});

it.runIf(canMount)(`says how many lines a full disk has cost, once it has room again${noMount}`, () => {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  const disk = mountSmallDisk(join(path, "disk"), 64, onTestFinished);
  const file = join(disk.path, "a.log");
  const sink = new LogSink(openSync(file, "a"));
  disk.fill();
  for (let line = 0; line < 3; line++) sink.write(`{"msg":"lost ${line}"}\n`);
  disk.empty();
  sink.write(`{"msg":"kept"}\n`);
  sink.write(`{"msg":"kept too"}\n`);
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { lost: 3, why: expect.stringContaining("ENOSPC"), msg: "lines of this log could not be written" },
    { msg: "kept" },
    { msg: "kept too" },
  ]);
});
