import { InvalidArgumentError } from "commander";
import type { IfActive, NightAnswer } from "../shapes/nights.ts";
import type { Client } from "./client.ts";

/**
 * A time as the night's name has it: `YYYY-MM-DDTHH:MM`, in UTC. The name of a Job that a CronJob of Kubernetes has made is one too: it ends in the minutes
 * from 1970 on to the time that it was scheduled for (`getTimeHashInMinutes` of its controller), and nothing else in the Job's pod tells it.
 */
export function minute(text: string): string {
  const [, minutes] = /^[a-z0-9][a-z0-9.-]*-(\d{8})$/.exec(text) ?? [];
  if (minutes !== undefined) return new Date(Number(minutes) * 60_000).toISOString().slice(0, 16);
  const isZoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const time = isZoned ? new Date(text) : new Date(Number.NaN);
  if (!Number.isNaN(time.getTime())) return time.toISOString().slice(0, 16);
  throw new InvalidArgumentError(
    "It must be a time with its zone, such as 2026-11-29T02:00Z or 2026-11-29T03:00+01:00.",
  );
}

/** Asks for a night until it has begun or is not to begin: one that waits for an earlier one is asked for again when that one has ended. */
export async function beginNight(
  client: Client,
  template: unknown,
  { scheduled, ifActive }: { scheduled: string; ifActive: IfActive },
  signal: AbortSignal,
): Promise<NightAnswer> {
  for (;;) {
    const answer = await client.night(template, scheduled, ifActive);
    if (answer.kind !== "waits" || answer.active === null) return answer;
    process.stderr.write(`waiting for the end of sweep ${answer.active}\n`);
    for await (const _ of client.watch(answer.active, signal)) {
      // It tells of each change; the last one is the end.
    }
    signal.throwIfAborted();
  }
}
