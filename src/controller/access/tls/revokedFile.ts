import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { replaceFile } from "../../../durableFile.ts";
import { invalid, type Mistake, SweepError } from "../../../error.ts";
import { Fields } from "../../../fields.ts";

/** An agent whose certificates were revoked. */
export interface RevokedAgent {
  readonly name: string;
  readonly revokedMs: number;
  /** SHA-256 fingerprints, as OpenSSL writes them, of those that were made for it since: they count, and no other of its name. */
  readonly since: readonly string[];
}

/** Where it stands which certificates of a CA were revoked: beside the CA's own. */
export function revokedFileOf(ca: string): string {
  return join(dirname(ca), "revoked.json");
}

/**
 * What stands in such a file; nothing where there is none.
 * @throws SweepError `invalid` for a file that is none, or cannot be read
 */
export function loadRevoked(file: string): readonly RevokedAgent[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
    throw new SweepError("invalid", `${file}: cannot be read (${String(cause)})`, { cause });
  }
  const mistakes: Mistake[] = [];
  const agents = listIn(text, file).map((raw, i) => readAgent(raw, `${file}: agents[${i}]`, mistakes));
  if (mistakes.length > 0) throw invalid(mistakes);
  return agents;
}

/** Revokes every certificate that the agent has had up to now. */
export function revokeAgent(file: string, name: string, nowMs: number): void {
  const others = loadRevoked(file).filter((agent) => agent.name !== name);
  replace(file, [...others, { name, revokedMs: nowMs, since: [] }]);
}

/** A certificate was made for the agent: it counts, also where earlier ones were revoked. */
export function noteIssued(file: string, name: string, fingerprint: string): void {
  const agents = loadRevoked(file);
  if (!agents.some((agent) => agent.name === name)) return;
  replace(
    file,
    agents.map((agent) => (agent.name === name ? { ...agent, since: [...agent.since, fingerprint] } : agent)),
  );
}

/** Whether this certificate of the agent is revoked. */
export function isRevoked(agents: readonly RevokedAgent[], name: string, fingerprint: string): boolean {
  return agents.some((agent) => agent.name === name && !agent.since.includes(fingerprint));
}

function replace(file: string, agents: readonly RevokedAgent[]): void {
  replaceFile(file, `${JSON.stringify({ agents }, null, 2)}\n`, 0o644);
}

function listIn(text: string, file: string): readonly unknown[] {
  try {
    const { agents } = JSON.parse(text);
    if (Array.isArray(agents)) return agents;
  } catch {
    // Said below, for all that it is not.
  }
  throw invalid([{ path: file, value: undefined, rule: 'must be JSON with a list "agents"' }]);
}

function readAgent(raw: unknown, path: string, mistakes: Mistake[]): RevokedAgent {
  const fields = new Fields(raw, path, mistakes);
  const agent = {
    name: fields.text("name"),
    revokedMs: fields.integer("revokedMs", { min: 0 }),
    since: readFingerprints(fields),
  };
  fields.end();
  return agent;
}

function readFingerprints(fields: Fields): readonly string[] {
  const raw = fields.raw("since");
  const all: readonly unknown[] = Array.isArray(raw) ? raw : [];
  const good = all.filter((each): each is string => typeof each === "string" && FINGERPRINT.test(each));
  if (!Array.isArray(raw) || good.length !== all.length)
    fields.mistake("since", raw, "must be a list of SHA-256 fingerprints such as AB:CD:...");
  return good;
}

const FINGERPRINT = /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/;
