import { SweepError } from "../../../error.ts";
import type { NatsPlace } from "./place.ts";

/** always: a server acknowledges what its disk has. interval: the system's cache is written out now and then. See docs/events.md. */
export type SyncPolicy = "always" | "interval";

const ANSWER_MS = 5_000;

/**
 * Looks whether each server syncs every write, as far as somebody says where it tells: a client of JetStream cannot ask. Returns what a person has to be
 * told, such as of a server that does not answer now: the others may do without it. `monitors`: URLs of the servers' monitoring, such as http://host:8222
 * @throws SweepError `invalid` when `always` is asked for and a server does something else
 */
export async function checkSync(
  { name }: NatsPlace,
  monitors: readonly string[],
  policy: SyncPolicy,
): Promise<string[]> {
  if (policy === "interval") return [];
  if (monitors.length === 0) {
    const advice =
      "say where they tell with --journal-monitor http://host:8222, or that it need not be so with --journal-sync interval";
    return [`${name}: whether the servers sync every write to their disks cannot be read by a client; ${advice}`];
  }
  const found = await Promise.all(monitors.map(async (monitor) => ({ monitor, ...(await readSync(monitor)) })));
  return found.flatMap(({ monitor, silence, always, intervalS, server }) => {
    if (silence !== null)
      return [`${name}: whether a server syncs every write cannot be read at ${monitor} (${silence})`];
    if (always) return [];
    const mend = "set sync_interval: always in the jetstream block of its configuration and start it again";
    throw new SweepError(
      "invalid",
      `${name}: server ${server} at ${monitor} syncs its disk every ${intervalS} s, and would lose what it has acknowledged when its power fails: ${mend}, or accept that with --journal-sync interval`,
    );
  });
}

interface Sync {
  /** Why nothing is known; null when it is. */
  readonly silence: string | null;
  readonly always: boolean;
  readonly intervalS: number;
  readonly server: string;
}

async function readSync(monitor: string): Promise<Sync> {
  try {
    const answer = await fetch(new URL("varz", `${monitor}/`), { signal: AbortSignal.timeout(ANSWER_MS) });
    const said: unknown = await answer.json();
    const { sync_always: always, sync_interval: nanos = 0 } = under(under(said, "jetstream"), "config");
    const server = String(under({ said }, "said").server_name);
    return { silence: null, always: always === true, intervalS: Number(nanos) / 1e9, server };
  } catch (cause) {
    return { silence: String(cause), always: false, intervalS: 0, server: "" };
  }
}

/** What stands under a key; nothing where there is no such object. */
function under(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const found: unknown = entries.find(([name]) => name === key)?.[1];
  return typeof found === "object" && found !== null ? Object.fromEntries(Object.entries(found)) : {};
}
