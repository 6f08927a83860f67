/** What a token may be for. */
export const SCOPES = ["sweeps:read", "sweeps:write", "agents", "admin"] as const;

export type Scope = (typeof SCOPES)[number];

/** Whether somebody with these scopes may do what asks for `scope`: who writes may read, and `admin` may all. */
export function covers(held: readonly Scope[], scope: Scope): boolean {
  if (held.includes("admin") || held.includes(scope)) return true;
  return scope === "sweeps:read" && held.includes("sweeps:write");
}
