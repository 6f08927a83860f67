import { setTimeout as sleep } from "node:timers/promises";
import {
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from "@nats-io/jetstream";
import { errors } from "@nats-io/transport-node";
import { SweepError } from "../../../error.ts";
import { EVENT_FORMAT } from "../../core/events.ts";
import type { Connected } from "./connection.ts";
import { subjectsOf } from "./envelope.ts";
import type { NatsPlace } from "./place.ts";

const NANOS_PER_S = 1_000_000_000;

/** Metadata of the stream: the format of its events. */
const FORMAT = "macrosweep-event-format";

/** What the stream must be like so that nothing that was acknowledged goes, and no message is taken twice. */
const SETTINGS = {
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.New,
  max_msgs: -1,
  max_bytes: -1,
  max_age: 0,
  max_msgs_per_subject: -1,
  max_msg_size: -1,
  // Longer than an append is tried for.
  duplicate_window: 120 * NANOS_PER_S,
  // Nobody takes a single message out. A sweep is removed by purging its subject.
  deny_delete: true,
  deny_purge: false,
  allow_rollup_hdrs: false,
  // A replica that lags behind must not answer: what is read here is what the leader has.
  allow_direct: false,
} as const satisfies Partial<StreamConfig>;

/**
 * Makes the stream of a journal where there is none, with `replicas` copies, and otherwise holds it against what it must be.
 * @throws SweepError `invalid` for a stream with other settings, with how to mend it; `unsupported` when a newer program wrote it, or the server or
 *   account has no JetStream; `forbidden` when these keys may not; `unavailable` when nobody answers
 */
export async function openStream(place: NatsPlace, { jsm }: Connected, replicas: number | null): Promise<StreamInfo> {
  const there = await patiently(() => jsm.streams.info(place.stream)).catch((cause: unknown) => {
    if (isGone(cause)) return null;
    throw unanswered(place, cause);
  });
  const config = {
    ...SETTINGS,
    name: place.stream,
    subjects: [subjectsOf(place.stream)],
    num_replicas: replicas ?? 1,
    description: "Journal of macrosweep: what happened in each sweep, one subject a sweep",
    metadata: { [FORMAT]: String(EVENT_FORMAT) },
  };
  const info =
    there ??
    (await patiently(() => jsm.streams.add(config)).catch((cause: unknown) => {
      throw unanswered(place, cause);
    }));
  const format = Number(info.config.metadata?.[FORMAT]);
  if (!(format >= 1))
    throw new SweepError("invalid", `${place.name}: the stream is not a journal of macrosweep: name another stream`);
  checkFormat(place.name, format);
  checkSettings(place, info.config, replicas);
  return format < EVENT_FORMAT ? raiseFormat(place, jsm, info.config) : info;
}

/** From now on no earlier version opens it. */
function raiseFormat(place: NatsPlace, jsm: Connected["jsm"], config: StreamConfig): Promise<StreamInfo> {
  const metadata = { ...config.metadata, [FORMAT]: String(EVENT_FORMAT) };
  return patiently(() => jsm.streams.update(place.stream, { ...config, metadata })).catch((cause: unknown) => {
    throw unanswered(place, cause);
  });
}

/** What the stream has had, in numbers. */
export interface Extent {
  /** Number of its last message; 0: there was none. */
  readonly last: number;
  /** How many of the messages up to that are not there any more: those of sweeps that were removed. */
  readonly gone: number;
}

/** @throws SweepError as `openStream` */
export async function extentOf(place: NatsPlace, { jsm }: Connected): Promise<Extent> {
  const { state } = await patiently(() => jsm.streams.info(place.stream)).catch((cause: unknown) => {
    throw unanswered(place, cause);
  });
  return { last: state.last_seq, gone: state.last_seq - state.messages };
}

/** Number of the stream's last message. @throws SweepError as `openStream` */
export async function lastSeq(place: NatsPlace, connected: Connected): Promise<number> {
  return (await extentOf(place, connected)).last;
}

const STREAM_NOT_FOUND = 10_059;
const WRONG_LAST_SEQUENCE = 10_071;

// Servers that have just been started choose a leader first.
const CHOOSING_MS = 15_000;
const PAUSE_MS = 250;

/** Does it again while the servers say that they cannot do it now. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + CHOOSING_MS; ; ) {
    try {
      return await work();
    } catch (cause) {
      if (performance.now() >= until || !isUnavailable(cause)) throw cause;
    }
    await sleep(PAUSE_MS);
  }
}

/** Whether the servers say that they cannot do it now, or do not answer in time. */
function isUnavailable(cause: unknown): boolean {
  if (cause instanceof JetStreamApiError) return cause.status === 503 && cause.code !== NOT_ENABLED;
  return cause instanceof errors.TimeoutError;
}

const NOT_ENABLED = 10_039;

/** Whether a message was refused because another one came first: what its fence is for. */
export function isFenced(cause: unknown): boolean {
  return cause instanceof JetStreamApiError && cause.code === WRONG_LAST_SEQUENCE;
}

/** A stream that has gone is never found again. */
export function isGone(cause: unknown): boolean {
  return cause instanceof JetStreamApiError && cause.code === STREAM_NOT_FOUND;
}

/** @throws SweepError `unsupported` for events of a newer version */
export function checkFormat(name: string, format: number): void {
  if (!(format > EVENT_FORMAT)) return;
  throw new SweepError(
    "unsupported",
    `${name}: is in event format ${format} and this version of macrosweep knows formats up to ${EVENT_FORMAT}: use the newer version that wrote it`,
  );
}

function checkSettings({ name, stream }: NatsPlace, config: StreamConfig, replicas: number | null): void {
  const wanted = { ...SETTINGS, ...(replicas === null ? {} : { num_replicas: replicas }) };
  const found = new Map<string, unknown>(Object.entries(config));
  const wrong = Object.entries(wanted).flatMap(([key, value]) => {
    const is = found.get(key) ?? (typeof value === "boolean" ? false : undefined);
    return is === value ? [] : [`${key} is ${is} and must be ${value}`];
  });
  if (config.subjects.join() !== subjectsOf(stream))
    wrong.push(`subjects is ${config.subjects.join()} and must be ${subjectsOf(stream)}`);
  // From 2.12 on: it would acknowledge before the disk has it.
  if (found.get("persist_mode") === "async") wrong.push("persist_mode is async and must be default");
  if (wrong.length === 0) return;
  const mend = `change it with "nats stream edit ${stream}", or name a stream that is not there yet`;
  throw new SweepError("invalid", `${name}: stream ${stream}: ${wrong.join("; ")}: ${mend}`);
}

/** What a person is told of an answer that was not the one that was wanted. */
export function unanswered({ name }: NatsPlace, cause: unknown): SweepError {
  const why = cause instanceof Error ? cause.message : String(cause);
  if (/not enabled|no ?responders/i.test(why)) {
    const advice = "start nats-server with jetstream in its configuration, and let this account use it";
    return new SweepError("unsupported", `${name}: JetStream does not answer (${why}): ${advice}`, { cause });
  }
  if (/permission/i.test(why)) {
    const advice = "it needs $JS.API.> and the subjects of the stream";
    return new SweepError("forbidden", `${name}: these credentials may not use JetStream (${why}): ${advice}`, {
      cause,
    });
  }
  if (cause instanceof JetStreamApiError && !isUnavailable(cause))
    return new SweepError("invalid", `${name}: ${why}`, { cause });
  return new SweepError("unavailable", `${name}: JetStream does not answer (${why})`, { cause });
}
