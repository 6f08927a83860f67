// The reaper's own process: reads "+GROUP MARK" and "-GROUP" from stdin, and at its end stops the trainers that are left.
import { createInterface } from "node:readline";
import { BOUNDS } from "../bounds.ts";
import { endFamily, type Family, familyGone } from "../trainer/family.ts";
import { signalGroup } from "../trainer/group.ts";

const families = new Map<string, Family>();

// Whoever signals the agent's whole service leaves the trainers to the agent; this process goes when the agent has gone.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const [group = "", mark = ""] = line.slice(1).split(" ");
  if (line.startsWith("+")) families.set(group, { group: Number(group), mark });
  else families.delete(group);
}

const grace = AbortSignal.timeout(BOUNDS.reaperGraceMs);
const patience = AbortSignal.timeout(BOUNDS.reaperGraceMs + BOUNDS.reaperEndMs);
await Promise.all(
  [...families.values()].map(async (family) => {
    signalGroup(family.group, "SIGTERM");
    await familyGone(family, grace);
    await endFamily(family, patience);
  }),
);
