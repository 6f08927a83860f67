// The reaper's own process: reads "?MARK" (a trainer is about to start), "+MARK GROUP" (it runs) and "-MARK" (it is over) from stdin, and at its end
// stops the trainers that are left.
import { createInterface } from "node:readline";
import { BOUNDS } from "../bounds.ts";
import { clock } from "../clock.ts";
import { endFamily, type Family, familyGone } from "../trainer/family.ts";
import { signalGroup, signalProcess } from "../trainer/group.ts";
import { markedProcesses } from "../trainer/mark.ts";

const families = new Map<string, Family>();
const expected = new Set<string>();

// Whoever signals the agent's whole service leaves the trainers to the agent; this process goes when the agent has gone.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const [mark = "", group = ""] = line.slice(1).split(" ");
  expected.delete(mark);
  families.delete(mark);
  if (line.startsWith("?")) expected.add(mark);
  if (line.startsWith("+")) families.set(mark, { group: Number(group), mark });
}

const grace = AbortSignal.timeout(BOUNDS.reaperGraceMs);
const patience = AbortSignal.timeout(BOUNDS.reaperGraceMs + BOUNDS.reaperEndMs);
await Promise.all([...[...families.values()].map(end), ...[...expected].map(endStarting)]);

async function end(family: Family): Promise<void> {
  signalGroup(family.group, "SIGTERM");
  await familyGone(family, grace);
  await endFamily(family, patience);
}

/** Nobody knows whether it has started; a process between its fork and its program bears no mark yet. It has nothing to save. */
async function endStarting(mark: string): Promise<void> {
  while (!grace.aborted) {
    for (const pid of markedProcesses(mark)) signalProcess(pid, "SIGKILL");
    await clock.sleep(BOUNDS.groupPollMs, grace);
  }
}
