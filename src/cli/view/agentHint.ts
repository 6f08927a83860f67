import { SweepState } from "../../gen/macrosweep/v1/sweep.ts";
import type { Sweep } from "../sweep.ts";
import type { Line } from "./line.ts";

/** How to start an agent, where one of these sweeps waits and none is connected; else nothing. */
export function agentHint(sweeps: readonly Sweep[], controller: string): Line[] {
  const lonely = sweeps.some(
    ({ state, reason, agents }) => state === SweepState.RUNNING && reason !== "" && agents === 0,
  );
  if (!lonely) return [];
  return [
    [
      ["No agent is connected. ", "yellow"],
      `Start one, on this machine or another: npx macrosweep agent --controller ${controller}`,
    ],
  ];
}
