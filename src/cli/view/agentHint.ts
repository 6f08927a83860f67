import { type Sweep, waits } from "../sweep.ts";
import type { Line } from "./line.ts";

/** How to start an agent, where one of these sweeps waits and none is connected; else nothing. */
export function agentHint(sweeps: readonly Sweep[], controller: string | null): Line[] {
  const lonely = sweeps.some((sweep) => waits(sweep) && sweep.agents === 0);
  if (!lonely) return [];
  return [
    [
      ["No agent is connected. ", "yellow"],
      `Start one, on this machine or another: npx macrosweep agent${controller === null ? "" : ` --controller ${controller}`}`,
    ],
  ];
}
