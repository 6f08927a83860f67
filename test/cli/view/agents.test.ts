import { expect, it } from "vitest";
import { agentTable } from "../../../src/cli/view/agents.ts";
import { paint } from "../../../src/cli/view/line.ts";
import type { AgentShape } from "../../../src/shapes/agent.ts";

const gpu = { index: 0, name: "NVIDIA H100", memoryMib: 81_559, mig: false };

const agent = (more: Partial<AgentShape> = {}): AgentShape => ({
  name: "box-1f",
  host: "box",
  version: "0.1.0",
  state: "connected",
  sinceMs: 0,
  heardMs: 0,
  lostSinceMs: null,
  slots: 8,
  busy: 2,
  free: 6,
  gpus: [gpu, { ...gpu, index: 1 }],
  labels: { zone: "eu" },
  trouble: null,
  leases: [],
  ...more,
});

const shown = (agents: readonly AgentShape[]) => agentTable(agents, 200_000).map((line) => paint(line, false));

it("shows an agent a line: slots, GPUs, labels, version and trials", () => {
  const lease = { sweep: "beats", attempt: 1, sinceMs: 0, heardMs: 0, ending: false };
  const leases = [3, 4, 5, 6, 7, 8].map((trial) => ({ ...lease, trial }));
  const sick = agent({
    name: "sick",
    gpus: [],
    labels: {},
    version: null,
    busy: 0,
    trouble: "no space left\non device",
  });
  const lost = agent({ name: "gone", state: "lost", lostSinceMs: 20_000, busy: 0, gpus: [gpu], labels: {} });
  const lines = shown([agent({ leases }), sick, lost]);
  expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
    ["agent", "state", "slots", "GPUs", "labels", "version", "trials"],
    ["box-1f", "connected", "2/8", "2 x NVIDIA H100", "zone=eu", "0.1.0", "beats/3 beats/4 beats/5 beats/6 and 2 more"],
    ["sick", "in trouble", "0/8", "no space left | on device"],
    ["gone", "lost 3 min 00 s ago", "0/8", "NVIDIA H100", "0.1.0"],
  ]);
});

it("says how to start one where there is none", () => {
  expect(shown([])).toEqual(["No agent is connected; start one with: macrosweep agent --controller HOST:PORT"]);
});
