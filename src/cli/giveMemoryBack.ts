import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { clock } from "./clock.ts";

const LOOK_MS = 5_000;
// Of the time between two looks: who asks little does not wait for the collection.
const QUIET = 0.1;
// What is not worth a collection, which takes longer the more is in use: 0.4 s at 34 MB, 1.5 s at 300, on a busy machine.
const KEPT_BYTES = 64 * 1024 * 1024;
const KEPT_SHARE = 0.25;

/**
 * Lets a process that was busy and is quiet again give back what it does not use. V8 keeps the pages of its busiest time, and an ordinary collection
 * returns none of them: after a flood of heartbeats 150 MB, where 36 MB are in use. One that is a last resort returns them all. So a quiet process keeps
 * 64 MB at most, or a quarter, beyond what it had when it was small.
 */
export function giveMemoryBack(): void {
  setFlagsFromString("--expose-gc");
  const collect: (how: object) => void = runInNewContext("gc");
  let smallest = process.memoryUsage.rss();
  let looked = performance.eventLoopUtilization();
  clock.every(LOOK_MS, () => {
    const { utilization } = performance.eventLoopUtilization(looked);
    looked = performance.eventLoopUtilization();
    const bytes = process.memoryUsage.rss();
    smallest = Math.min(smallest, bytes);
    if (utilization > QUIET || bytes - smallest < Math.max(KEPT_BYTES, KEPT_SHARE * smallest)) return;
    collect({ type: "major", execution: "sync", flavor: "last-resort" });
    smallest = process.memoryUsage.rss();
  });
}
