import type { Readable } from "node:stream";
import type { AgentShape } from "../../shapes/agent.ts";
import type { Diagnosis, Readiness } from "../../shapes/diagnosis.ts";
import type { LogQuestion, LogTail } from "../../shapes/logTail.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import type { Nightly } from "../nightly/nightly.ts";
import type { Schedules } from "../nightly/schedules.ts";
import type { Changes } from "./changes.ts";
import type { Happenings } from "./happenings.ts";
import type { IdempotencyKeys } from "./idempotency.ts";
import type { Listing } from "./listing.ts";
import type { Pictures } from "./pictures.ts";
import type { Weighed } from "./weighed.ts";

/** What can be seen of a controller beside its sweeps. */
export interface Observed {
  /** The agents that are connected, and those that lately were. */
  agents(): AgentShape[];
  /** The end of a trial's log. @throws SweepError `notFound`, `invalid`, `unavailable` */
  logTail(sweep: string, trial: number, question: LogQuestion, signal: AbortSignal): Promise<LogTail>;
  /** In the text format of Prometheus, with its media type. */
  metrics(): Promise<{ readonly text: string; readonly contentType: string }>;
  ready(): Promise<Readiness>;
  diagnosis(): Promise<Diagnosis>;
  /** All sweeps in one file. @throws SweepError `unavailable` while another is under way */
  backup(): Promise<{ readonly bytes: number; readonly content: Readable }>;
}

/** How a controller answers that stands by. */
export interface Standing {
  /** Where the one answers that leads; null: none does yet. */
  readonly leader: string | null;
  /** Number in the journal's stream of the last message that was taken in. */
  readonly seen: number;
  /** For how many ms there may have been more. */
  readonly ageMs: number;
}

/** What the routes stand on. */
export interface ApiContext {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly listing: Listing;
  readonly nightly: Nightly;
  readonly schedules: Schedules;
  readonly happenings: Happenings;
  readonly pictures: Pictures;
  readonly changes: Changes;
  readonly keys: IdempotencyKeys;
  readonly observed: Observed;
  /** null: it leads. */
  readonly standing: () => Standing | null;
  readonly weighed: Weighed;
  /** One thing for each who follows what goes on. */
  readonly following: Set<object>;
}
