import type { AgentShape } from "../../shapes/agent.ts";
import { span } from "../../words/span.ts";
import { brief } from "./brief.ts";
import type { Line } from "./line.ts";
import { table } from "./table.ts";

/** One line an agent; `nowMs`: ms since the Unix epoch. */
export function agentTable(agents: readonly AgentShape[], nowMs: number): Line[] {
  if (agents.length === 0) return [["No agent is connected; start one with: macrosweep agent --controller HOST:PORT"]];
  const rows = agents.map((agent): Line[] => [
    [agent.name],
    stateOf(agent, nowMs),
    [`${agent.busy}/${agent.slots}`],
    [gpusOf(agent)],
    [labelsOf(agent)],
    [agent.version ?? ""],
    [trialsOf(agent)],
    [[agent.trouble === null ? "" : brief(agent.trouble), "yellow"]],
  ]);
  return table(COLUMNS, rows);
}

const COLUMNS = [
  { title: "agent", align: "left" },
  { title: "state", align: "left" },
  { title: "slots", align: "right" },
  { title: "GPUs", align: "left" },
  { title: "labels", align: "left" },
  { title: "version", align: "left" },
  { title: "trials", align: "left" },
  { title: "", align: "left" },
] as const;

function stateOf({ state, trouble, lostSinceMs }: AgentShape, nowMs: number): Line {
  if (state === "lost") return [[`lost ${span(Math.max(0, nowMs - (lostSinceMs ?? nowMs)))} ago`, "dim"]];
  return [trouble === null ? "connected" : ["in trouble", "yellow"]];
}

/** The models with how many there are of each. */
function gpusOf({ gpus }: AgentShape): string {
  const models = Map.groupBy(gpus, ({ name }) => name);
  return [...models].map(([model, { length }]) => (length === 1 ? model : `${length} x ${model}`)).join(", ");
}

function labelsOf({ labels }: AgentShape): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

// A machine of eight GPUs has room for its trials in a line; one of a hundred slots has not.
const MOST_TRIALS = 4;

function trialsOf({ leases }: AgentShape): string {
  const shown = leases.slice(0, MOST_TRIALS).map(({ sweep, trial }) => `${sweep}/${trial}`);
  const more = leases.length > MOST_TRIALS ? [`and ${leases.length - MOST_TRIALS} more`] : [];
  return [...shown, ...more].join(" ");
}
