import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SweepError } from "../../error.ts";
import type { NightEvent } from "../core/events.ts";
import { BEGUN, type Delivery } from "./delivery.ts";
import { decidedOf, type Scheduled, takenOf } from "./scheduled.ts";
import type { Streams } from "./streams.ts";

/** As earlier versions kept the report of a night, in a file. */
interface DeliveryFile {
  readonly id: string;
  readonly sweep: string;
  readonly state: "pending" | "delivered" | "givenUp";
  readonly attempts: number;
  readonly nextMs: number;
  readonly body: string | null;
}

/**
 * Takes over what earlier versions kept beside the journal, in `STATE/nightly`: once, for the folder is called `nightly.taken` afterwards. Where there is a
 * stream of a name already, that one counts.
 * @throws SweepError `invalid` when a file cannot be read: to go on without it could do something twice; `unavailable` when the journal fails
 */
export async function takeEarlierFiles(
  state: string,
  schedules: Streams<Scheduled>,
  reports: Streams<Delivery>,
  nowMs: number,
): Promise<void> {
  const folder = join(state, "nightly");
  if (!existsSync(folder)) return;
  for (const scheduled of readAll<Scheduled>(join(folder, "schedules"))) {
    const events = [takenOf(scheduled, nowMs), ...scheduled.last.map((outcome) => decidedOf(outcome, nowMs))];
    if (!schedules.has(scheduled.name)) await schedules.append(scheduled.name, events);
  }
  for (const file of readAll<DeliveryFile>(join(folder, "reports"))) {
    if (!reports.has(file.id)) await reports.append(file.id, eventsOf(file, nowMs), file.state !== "pending");
  }
  const taken = join(state, "nightly.taken");
  rmSync(taken, { recursive: true, force: true });
  renameSync(folder, taken);
}

function eventsOf({ id, sweep, state, attempts, nextMs, body }: DeliveryFile, atMs: number): NightEvent[] {
  if (id === BEGUN) return [{ kind: "reportsBegun", atMs, before: JSON.parse(body ?? "[]") }];
  if (state === "delivered") return [{ kind: "reportDelivered", atMs, id }];
  if (state === "givenUp") return [{ kind: "reportGivenUp", atMs, id }];
  return [
    { kind: "reportDue", atMs, id, sweep, body: body ?? "" },
    { kind: "reportTried", atMs, attempt: attempts, againMs: nextMs },
  ];
}

function readAll<T>(folder: string): T[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.sort().map((name) => {
    const path = join(folder, name);
    try {
      return JSON.parse(readFileSync(path, "utf8"));
    } catch (cause) {
      throw new SweepError("invalid", `${path}: cannot be read (${String(cause)}); mend it, or move it away`, {
        cause,
      });
    }
  });
}
