import { spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { until } from "../e2e/until.ts";

/** Starts an attacker in a process of its own, which lasts to the end of the test; resolves when it has begun. Returns what it has told so far. */
export async function attack(script: string, kind: string, target: string): Promise<() => string> {
  const child = spawn(process.execPath, [script, kind, target], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  await until("the attack to begin", () => said.includes("attacking"));
  return () => said;
}
