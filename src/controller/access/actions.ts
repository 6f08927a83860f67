import type { Scope } from "./scopes.ts";

/**
 * Every route and rpc there is, and what it asks for: METHOD and pattern of a route, path of an rpc. `open` is for everybody, and shows nothing of
 * any sweep. What is not here is refused.
 */
export const ACTIONS = {
  "/macrosweep.v1.AgentService/Session": "agents",
  "/macrosweep.v1.SweepService/CreateSweep": "sweeps:write",
  "/macrosweep.v1.SweepService/GetSweep": "sweeps:read",
  "/macrosweep.v1.SweepService/ListSweeps": "sweeps:read",
  "/macrosweep.v1.SweepService/PauseSweep": "sweeps:write",
  "/macrosweep.v1.SweepService/ResumeSweep": "sweeps:write",
  "/macrosweep.v1.SweepService/CancelSweep": "sweeps:write",
  "/macrosweep.v1.SweepService/RetryTrials": "sweeps:write",
  "/macrosweep.v1.SweepService/DeleteSweep": "sweeps:write",
  "/macrosweep.v1.SweepService/ExplainTrial": "sweeps:read",
  "/macrosweep.v1.SweepService/ListTrials": "sweeps:read",
  "/macrosweep.v1.SweepService/WatchSweep": "sweeps:read",
} as const satisfies Readonly<Record<string, Scope | "open">>;

const scopes = new Map<string, Scope | "open">(Object.entries(ACTIONS));

/** What the action asks for; null for one that nobody may do. */
export function actionOf(action: string): Scope | "open" | null {
  return scopes.get(action) ?? null;
}
