import type { Scope } from "./scopes.ts";

/**
 * Every route and rpc there is, and what it asks for: METHOD and pattern of a route, path of an rpc. `open` is for everybody, and shows nothing of
 * any sweep. What is not here is refused.
 */
export const ACTIONS = {
  "/macrosweep.v1.AgentService/Session": "agents",
  "GET /openapi.json": "open",
  // The page itself, which knows nothing; what it shows it asks for with its reader's token.
  "GET /": "open",
  "GET /icon.svg": "open",
  "GET /assets/{file}": "open",
  "GET /api/v1/sweeps": "sweeps:read",
  "POST /api/v1/sweeps": "sweeps:write",
  "GET /api/v1/sweeps/{name}": "sweeps:read",
  "DELETE /api/v1/sweeps/{name}": "sweeps:write",
  "GET /api/v1/sweeps/{name}/document": "sweeps:read",
  "POST /api/v1/sweeps/{name}/retry": "sweeps:write",
  "POST /api/v1/sweeps/{name}/pause": "sweeps:write",
  "POST /api/v1/sweeps/{name}/resume": "sweeps:write",
  "POST /api/v1/sweeps/{name}/cancel": "sweeps:write",
  // Works something out, and changes nothing.
  "POST /api/v1/sweeps/{name}/replay": "sweeps:read",
  "GET /api/v1/sweeps/{name}/importance": "sweeps:read",
  "GET /api/v1/sweeps/{name}/timeline": "sweeps:read",
  "GET /api/v1/sweeps/{name}/trials": "sweeps:read",
  "GET /api/v1/sweeps/{name}/trials/{trial}": "sweeps:read",
  "GET /api/v1/sweeps/{name}/trials/{trial}/counts": "sweeps:read",
  "GET /api/v1/sweeps/{name}/trials/{trial}/explanation": "sweeps:read",
  "GET /api/v1/sweeps/{name}/curves": "sweeps:read",
  "GET /api/v1/sweeps/{name}/export": "sweeps:read",
  "GET /api/v1/sweeps/{name}/events": "sweeps:read",
  "GET /api/v1/events": "sweeps:read",
  "GET /api/v1/nights/{series}": "sweeps:read",
  "POST /api/v1/nights": "sweeps:write",
  "GET /api/v1/schedules": "sweeps:read",
  "POST /api/v1/schedules": "sweeps:write",
  "DELETE /api/v1/schedules/{name}": "sweeps:write",
  "POST /api/v1/validate": "sweeps:read",
  "POST /api/v1/simulate": "sweeps:read",
  "GET /api/v1/agents": "sweeps:read",
  "GET /api/v1/sweeps/{name}/trials/{trial}/log": "sweeps:read",
  "GET /api/v1/diagnosis": "sweeps:read",
  "GET /metrics": "sweeps:read",
  // All of everything at once, and a copy of the journal beside it meanwhile.
  "POST /api/v1/backup": "admin",
  // For whoever looks after machines: they say nothing of any sweep.
  "GET /healthz": "open",
  "GET /readyz": "open",
} as const satisfies Readonly<Record<string, Scope | "open">>;

/** Whether it is about one thing that its path names, such as a sweep. Who may not read is then told what he is told of one that is not there. */
export function isAboutNamed(action: string): boolean {
  return action.includes("{");
}

const scopes = new Map<string, Scope | "open">(Object.entries(ACTIONS));

/** What the action asks for; null for one that nobody may do. */
export function actionOf(action: string): Scope | "open" | null {
  return scopes.get(action) ?? null;
}
