import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { commandLine, newFolder } from "./command.ts";
import { writeSweep } from "./script.ts";
import { shownBy } from "./terminal.ts";

// A real terminal (script of util-linux makes one) that becomes narrower while a sweep is shown in it.

const TERMINAL = { COLUMNS: undefined, LINES: undefined, TERM: "xterm-256color", NO_COLOR: "1" };

it("leaves nothing of the wider picture behind, and no line wraps", async () => {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  const sweep = writeSweep(path, "a-sweep-with-a-rather-long-name", ["good", "poor", "endless"]);
  const run = commandLine("run", sweep, "--state", join(path, "state"), "--agents", "1");
  const goOn = join(path, "narrower");
  // One process group, so the terminal tells all of it that its size has changed.
  const shell = `trap '' INT; stty cols 110 rows 24; ${run} & pid=$!; until [ -e '${goOn}' ]; do sleep 0.05; done; stty cols 50 rows 20; wait $pid`;
  const terminal = spawn("script", ["-qefc", shell, "/dev/null"], {
    env: { ...process.env, ...TERMINAL },
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void terminal.kill("SIGKILL"));
  let said = "";
  terminal.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const all = text(terminal.stdout);
  const picture = /trial 2 {2}epoch 2\/3/;
  await expect.poll(() => said, { timeout: 20_000 }).toMatch(picture);
  const wide = said.length;
  writeFileSync(goOn, "");
  expect(existsSync(goOn)).toBe(true);
  await expect.poll(() => said.slice(wide), { timeout: 20_000 }).toMatch(picture);
  const narrow = shownBy(
    said.slice(said.lastIndexOf("\x1b[H\x1b[J", wide + said.slice(wide).search(picture))).replaceAll("\r", ""),
  );
  // The lines that stay may be longer; the block is none of them.
  const block = narrow.slice(narrow.indexOf(""));
  expect(block.filter((line) => line.includes("of 3 trials"))).toHaveLength(1);
  expect(block.filter((line) => line.length > 50)).toEqual([]);
  expect(block.join(" ")).toContain("trial 2  epoch 2/3");
  terminal.stdin.write("\x03");
  expect(await all).toContain("Stopped.");
});
