import { InvalidArgumentError } from "commander";
import { SERIES } from "../shapes/nights.ts";
import type { Client } from "./client.ts";
import { hasEnded, type Sweep } from "./sweep.ts";

/** What a night does while an earlier one of its series goes on. */
export const IF_ACTIVE = ["skip", "replace", "queue"] as const;
export type IfActive = (typeof IF_ACTIVE)[number];

/** A time as the night's name has it: `YYYY-MM-DDTHH:MM`, in UTC. */
export function minute(text: string): string {
  const isZoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const time = isZoned ? new Date(text) : new Date(Number.NaN);
  if (!Number.isNaN(time.getTime())) return time.toISOString().slice(0, 16);
  throw new InvalidArgumentError(
    "It must be a time with its zone, such as 2026-11-29T02:00Z or 2026-11-29T03:00+01:00.",
  );
}

/** What becomes of a night beside the earlier ones of its series that have not ended. */
export type Turn = { readonly kind: "go" } | { readonly kind: "skip"; readonly active: string };

/**
 * Makes room for a night, or finds that there is none. `skip`: not while another goes on; `replace`: that one is cancelled; `queue`: not before it has
 * ended, which this waits for. A night that is there already goes on as it is.
 */
export async function takeTurn(
  client: Client,
  night: { series: string; name: string },
  ifActive: IfActive,
  signal: AbortSignal,
): Promise<Turn> {
  const active = await activeOf(client, night);
  for (const { sweep } of active) {
    if (ifActive === "skip") return { kind: "skip", active: sweep };
    if (ifActive === "replace") await client.order(sweep, "cancel");
    else {
      process.stderr.write(`waiting for the end of sweep ${sweep}\n`);
      await endOf(client, sweep, signal);
    }
  }
  return { kind: "go" };
}

async function activeOf(client: Client, { series, name }: { series: string; name: string }): Promise<Sweep[]> {
  const own = (await client.list()).filter(({ labels }) => labels[SERIES] === series);
  if (own.some(({ sweep }) => sweep === name)) return [];
  return own.filter((sweep) => !hasEnded(sweep) && sweep.state !== "unknown");
}

async function endOf(client: Client, name: string, signal: AbortSignal): Promise<void> {
  for await (const _ of client.watch(name, signal)) {
    // It tells of each change; the last one is the end.
  }
  signal.throwIfAborted();
}
