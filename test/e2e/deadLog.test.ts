import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { writeSweep } from "./document.ts";
import { openStage, type Stage } from "./stage.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const sweep = { trials: 2, parallel: 2, epochs: 3 } as const;

/** Runs a command with both outputs on this file; returns its exit code. */
async function withOutputOn(stage: Stage, file: string, args: string[], signal?: AbortSignal): Promise<number | null> {
  const out = openSync(file, "w");
  const env = { ...process.env, MACROSWEEP_STAGE: stage.folder };
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: stage.folder, env, stdio: ["ignore", out, out] });
  closeSync(out);
  signal?.addEventListener("abort", () => child.kill("SIGTERM"));
  const [code] = await once(child, "exit");
  return code;
}

/** Runs a command line of the shell, `MACROSWEEP` standing for the command; resolves at its end. */
async function shell(stage: Stage, line: string): Promise<void> {
  const env = { ...process.env, MACROSWEEP_STAGE: stage.folder };
  const command = line.replaceAll("MACROSWEEP", `${process.execPath} ${MAIN}`);
  await once(spawn("sh", ["-c", command], { cwd: stage.folder, env, stdio: "ignore" }), "exit");
}

it("a run whose output has no room trains to the end, and says by its exit code that its result was not written", async () => {
  const stage = openStage(onTestFinished);
  expect(await withOutputOn(stage, "/dev/full", ["run", writeSweep(stage, "beats", sweep)])).toBe(2);
  expect((await stage.events("beats")).at(-1)).toMatchObject({ kind: "sweepEnded", state: "completed" });
});

it("a run whose reader has gone trains to the end", async () => {
  const stage = openStage(onTestFinished);
  await shell(stage, `(MACROSWEEP run ${writeSweep(stage, "beats", sweep)} 2>&1; echo $? >code) | true`);
  expect(readFileSync(stage.path("code"), "utf8")).toBe("0\n");
  expect((await stage.events("beats")).at(-1)).toMatchObject({ kind: "sweepEnded", state: "completed" });
});

it("an agent and a controller whose logs have no room do their work, and end well", async () => {
  const stage = openStage(onTestFinished);
  const stop = new AbortController();
  const address = await stage.address();
  const parts = [
    withOutputOn(stage, "/dev/full", ["controller", "--listen", address, "--http", "127.0.0.1:0"], stop.signal),
    withOutputOn(stage, "/dev/full", ["agent", "--controller", address], stop.signal),
  ];
  const file = writeSweep(stage, "beats", sweep);
  await stage.until("the controller to listen", () => true);
  await expect.poll(async () => (await stage.macrosweep("submit", file)).code, { timeout: 20_000 }).toBe(0);
  expect(await stage.ask("watch", "beats")).toMatchObject([{ state: "completed" }]);
  stop.abort();
  // A service that has said nothing that anybody waits for has done its work.
  expect(await Promise.all(parts)).toEqual([expect.any(Number), 0]);
});

it("an agent whose log's reader stands still trains on", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller();
  const address = await stage.address();
  // A pipe that nobody reads, filled before: whoever waited for room in it would wait for ever.
  const filled = `(head -c 65536 /dev/zero >&2; exec MACROSWEEP agent --controller ${address} --log-level debug) 2>&1 >/dev/null`;
  const agent = shell(stage, `${filled} | sleep 30`);
  await stage.ask("submit", writeSweep(stage, "beats", sweep));
  expect(await stage.ask("watch", "beats")).toMatchObject([{ state: "completed" }]);
  await stage.close();
  await agent;
});

it("what only prints says that it cannot, with exit code 2", async () => {
  const stage = openStage(onTestFinished);
  expect(await withOutputOn(stage, "/dev/full", ["validate", writeSweep(stage, "beats", sweep)])).toBe(2);
});
