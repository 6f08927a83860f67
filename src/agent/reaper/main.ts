// The reaper's own process: reads "+GROUP" and "-GROUP" from stdin, and at its end stops the groups that are left.
import { createInterface } from "node:readline";
import { BOUNDS } from "../bounds.ts";
import { groupGone, signalGroup } from "../trainer/group.ts";

const groups = new Set<number>();

// Whoever signals the agent's whole service leaves the trainers to the agent; this process goes when the agent has gone.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const group = Number(line.slice(1));
  if (line.startsWith("+")) groups.add(group);
  else groups.delete(group);
}

const grace = AbortSignal.timeout(BOUNDS.reaperGraceMs);
await Promise.all(
  [...groups].map(async (group) => {
    signalGroup(group, "SIGTERM");
    await groupGone(group, grace);
    signalGroup(group, "SIGKILL");
  }),
);
