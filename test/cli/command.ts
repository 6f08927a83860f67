import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

const MAIN = join(import.meta.dirname, "..", "..", "src", "cli", "main.ts");

/** How a command ended and what it said. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

// Below the time limit of a test, so that a command that hangs is killed and its test tells what it had said.
const HANGS_MS = 25_000;

/** Runs `macrosweep ...args` to its end, as a process of its own. */
export async function macrosweep(...args: readonly string[]): Promise<Said> {
  return await start(args, HANGS_MS).said;
}

/** Runs `macrosweep ...args`; it is killed at the end of the test where it still runs. */
export function startInTest(...args: readonly string[]): Started {
  const started = start(args);
  onTestFinished(() => void started.process.kill("SIGKILL"));
  return started;
}

export interface Started {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly said: Promise<Said>;
}

/** Runs `macrosweep ...args` without asking the environment of whoever runs the tests. */
export function start(args: readonly string[], timeout?: number): Started {
  const { MACROSWEEP_CONTROLLER: _, NO_COLOR: __, ...env } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout,
    killSignal: "SIGKILL",
  });
  const said = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]);
  return { process: child, said: said.then(([[code], stdout, stderr]) => ({ code, stdout, stderr })) };
}

/** A controller of this folder on free ports, until the test is over; returns host:port for its agents. */
export async function controllerInTest(state: string): Promise<string> {
  const controller = startInTest("controller", "--state", state, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0");
  const [, address = ""] = await heard(controller.process.stdout, /listens on ([^;]+);/);
  return address;
}

/** `macrosweep ...args` as a shell takes it. */
export function commandLine(...args: readonly string[]): string {
  return [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(" ");
}

/** Resolves when the stream has said something that matches. */
export async function heard(stream: Readable, pattern: RegExp): Promise<RegExpExecArray> {
  let soFar = "";
  return await new Promise((resolve, reject) => {
    stream.on("data", (chunk: Buffer) => {
      soFar += chunk.toString();
      const found = pattern.exec(soFar);
      if (found !== null) resolve(found);
    });
    stream.on("end", () => reject(new Error(`${pattern} was never said, but: ${soFar}`)));
  });
}

/** The objects of a text with one a line. */
export function objects(lines: string): unknown[] {
  return lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** A new folder, removed by the returned function. */
export function newFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "macrosweep-cli-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
