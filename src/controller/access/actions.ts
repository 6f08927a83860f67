import type { Scope } from "./scopes.ts";

/**
 * Every route and rpc there is, and what it asks for: METHOD and pattern of a route, path of an rpc. `open` is for everybody, and shows nothing of
 * any sweep. What is not here is refused.
 */
export const ACTIONS = {
  "/macrosweep.v1.AgentService/Session": "agents",
} as const satisfies Readonly<Record<string, Scope | "open">>;

const scopes = new Map<string, Scope | "open">(Object.entries(ACTIONS));

/** What the action asks for; null for one that nobody may do. */
export function actionOf(action: string): Scope | "open" | null {
  return scopes.get(action) ?? null;
}
