import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openStage } from "./stage.ts";
import { until } from "./until.ts";

const FLOODER = fileURLToPath(new URL("../controller/rpc/flooder.ts", import.meta.url));
const MIB = 1024 * 1024;

/** Bytes that a process has in memory. */
function memoryOf(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return pages * 4_096;
}

/** Floods a controller with heartbeats of 4,000 leases on four streams. */
async function flood(address: string): Promise<ChildProcess> {
  const flooder = spawn(process.execPath, [FLOODER, address, "4", "reads"], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void flooder.kill("SIGKILL"));
  await once(flooder.stdout, "data");
  return flooder;
}

it("a controller that was flooded gives its memory back: 64 MB at most stay beyond what it had", async () => {
  const stage = openStage(onTestFinished);
  const { pid } = await stage.controller();
  const before = memoryOf(pid);
  const flooder = await flood(await stage.address());
  await until("the flood to fill memory", () => memoryOf(pid) > before + 80 * MIB);
  flooder.kill("SIGKILL");
  await until("the memory to be given back", () => memoryOf(pid) < before + 64 * MIB);
  expect(await stage.ask("list")).toEqual([]);
  await stage.stop();
});
