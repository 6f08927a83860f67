import { SimulatedAgent, type Tally } from "./simulatedAgent.ts";

// A process with simulated agents: CONTROLLERS FIRST COUNT. It is told what to do by whoever has forked it.

/** keep: so many reports under way of each agent; pace: so many a second of each; take: what was seen since the last time; back: who is, of those who hold a trial. */
export type Order =
  | { readonly kind: "keep"; readonly window: number }
  | { readonly kind: "pace"; readonly perSecond: number }
  | { readonly kind: "take" }
  | { readonly kind: "back"; readonly sinceMs: number };

/** `working`: agents that hold a trial; `away`: those of them of whom no report was acknowledged on a stream since then; the last one was at `lastMs`. */
export interface Said extends Tally {
  readonly working: number;
  readonly away: number;
  readonly lastMs: number;
}

const TICK_MS = 10;

function fresh(): Tally {
  return { acknowledged: 0, reportMs: [], leaseMs: [], lost: 0, opened: 0 };
}

/** The same for all processes of this machine. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

const [controllers = "", first = "0", count = "0"] = process.argv.slice(2);
const tally = fresh();
const agents = Array.from({ length: Number(count) }, (_, i) => {
  return new SimulatedAgent(controllers, `agent-${Number(first) + i}`, tally, now);
});
const ended = new AbortController();
for (const agent of agents) void agent.run(ended.signal);

let perTick = 0;
let due = 0;
let next = 0;
setInterval(() => {
  // Each in its turn, so that a second's reports do not come at once. What was not said in time is not made up for.
  due = Math.min(due + perTick, agents.length);
  for (; due >= 1; due--) agents[next++ % agents.length]?.report();
}, TICK_MS);

process.on("message", (order: Order) => {
  switch (order.kind) {
    case "keep":
      for (const agent of agents) agent.keep(order.window);
      break;
    case "pace":
      perTick = (order.perSecond * agents.length * TICK_MS) / 1000;
      break;
    case "take":
    case "back":
  }
  const sinceMs = order.kind === "back" ? order.sinceMs : 0;
  const working = agents.filter(({ works }) => works);
  const away = working.filter(({ backMs }) => backMs <= sinceMs);
  const lastMs = Math.max(0, ...agents.map(({ backMs }) => backMs));
  process.send?.({ ...tally, working: working.length, away: away.length, lastMs } satisfies Said);
  if (order.kind === "take") Object.assign(tally, fresh());
});
// Whoever has forked it is gone.
process.on("disconnect", () => process.exit());
