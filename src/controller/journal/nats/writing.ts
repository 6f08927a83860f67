import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { JetStreamApiError } from "@nats-io/jetstream";
import { SweepError } from "../../../error.ts";
import { chained } from "../checksum.ts";
import { ANSWER_MS, type Connected } from "./connection.ts";
import type { StreamEnd } from "./end.ts";
import { type Head, headersOf, partId, subjectOf, type Tail, tailOf } from "./envelope.ts";
import type { NatsPlace } from "./place.ts";
import { isFenced, isGone } from "./stream.ts";

/** One append: `count` events, as one JSON array. */
export interface Entry {
  readonly sweep: string;
  readonly count: number;
  readonly json: string;
  readonly over: boolean;
}

/** A message that is in the stream. */
interface Sent {
  readonly tail: Tail;
  /** Whether the server has said so itself. */
  readonly acknowledged: boolean;
}

/** For how long an append whose result is unknown is tried again, in ms: a change of leader among the servers takes less. */
const TRY_FOR_MS = 6_000;
const PAUSE_MS = 200;

/** Bytes of one message's events: what every server takes, and what does not hold up the others. */
const PART_BYTES = 1024 * 1024;
/** Of a server's `max_payload`, for headers and subject. */
const HEAD_BYTES = 4 * 1024;

/** Puts messages at the end of a sweep's subject, each fenced by the one before it. */
export class NatsWriter {
  readonly #place: NatsPlace;
  readonly #connected: Connected;
  readonly #end: StreamEnd;

  constructor(place: NatsPlace, connected: Connected, end: StreamEnd) {
    this.#place = place;
    this.#connected = connected;
    this.#end = end;
  }

  /**
   * The last message of a sweep, as the leader of the stream has it; null when there is none.
   * @throws SweepError `conflict` when the stream is gone
   */
  async last(sweep: string): Promise<Tail | null> {
    const { stream, name } = this.#place;
    try {
      const message = await this.#connected.jsm.streams.getMessage(stream, { last_by_subj: subjectOf(stream, sweep) });
      return message === null ? null : tailOf(message.seq, message.header);
    } catch (cause) {
      if (!isGone(cause)) throw cause;
      throw new SweepError("conflict", `${name}: stream ${stream} was deleted; start the controller again`, { cause });
    }
  }

  /** How the sweep stands with the append after `tail`; null, and nothing of it, when another message is the last by now. */
  async append(tail: Tail, { sweep, count, json, over }: Entry): Promise<Tail | null> {
    const bytes = Buffer.from(json, "utf8");
    const size = Math.min(PART_BYTES, (this.#connected.nc.info?.max_payload ?? PART_BYTES) - HEAD_BYTES);
    const parts = Math.ceil(bytes.length / size);
    const append = randomUUID();
    const seq = tail.seq + count;
    const after = { seq, sum: chained(tail.sum, sweep, seq, json), over };
    let created = tail.seq === 0 ? 0 : tail.created;
    let sent: Sent | null = { tail, acknowledged: true };
    for (let part = 1; part <= parts && sent !== null; part++) {
      const state = part === parts ? after : { seq: tail.seq, sum: tail.sum, over: tail.over };
      const body = bytes.subarray((part - 1) * size, part * size);
      sent = await this.#send(sent.tail, sweep, partId(append, part), { ...state, created, part, parts }, body);
      if (created === 0) created = sent?.tail.at ?? 0;
    }
    if (sent === null || sent.acknowledged) return sent?.tail ?? null;
    return this.confirm(sent.tail, sweep);
  }

  /**
   * What can be read need not be on the disk: nats-server shows a message whose sync has failed too, and one that a kill came before. It is durable when another one behind
   * it was acknowledged. That is the first part of an append that never goes on: readers pass over it. Returns how the sweep stands with it.
   * Rejects when the server does not acknowledge it.
   */
  async confirm({ at, seq, sum, over, created }: Tail, sweep: string): Promise<Tail> {
    const id = partId(randomUUID(), 1);
    const head = { seq, sum, over, created, part: 1, parts: 2 };
    return tailOf(await this.#publish(at, sweep, id, head, new Uint8Array(), this.#end.seq), withId(head, id));
  }

  /** Says that there is no such sweep any more; what came before it may go. null as with `append`. */
  async end(tail: Tail, sweep: string): Promise<Tail | null> {
    const head = { seq: 0, sum: "", over: false, created: 0, part: 1, parts: 1 };
    return (await this.#send(tail, sweep, partId(randomUUID(), 1), head, Buffer.from("[]")))?.tail ?? null;
  }

  /** One message, however often it has to be sent. Rejects when nobody knows what became of it. */
  async #send(tail: Tail, sweep: string, id: string, head: Head, body: Uint8Array): Promise<Sent | null> {
    const reached = this.#end.seq;
    const until = performance.now() + TRY_FOR_MS;
    for (let tries = 1; ; tries++) {
      try {
        const at = await this.#publish(tail.at, sweep, id, head, body, reached);
        return { tail: tailOf(at, withId(head, id)), acknowledged: true };
      } catch (cause) {
        if (isFenced(cause)) return await this.#mine(sweep, id, tries);
        // Where nobody answers at all, the stream may have been deleted.
        if (performance.now() >= until || !isPassing(cause)) throw cause;
        await this.last(sweep).catch(onlyGone);
        await sleep(PAUSE_MS);
      }
    }
  }

  /** Returns its number, which is to be above `reached`: what was acknowledged before it was first sent. */
  async #publish(after: number, sweep: string, id: string, head: Head, body: Uint8Array, reached: number) {
    const options = { msgID: id, expect: { lastSubjectSequence: after }, timeout: ANSWER_MS, headers: headersOf(head) };
    const { seq } = await this.#connected.js.publish(subjectOf(this.#place.stream, sweep), body, options);
    this.#end.reached(seq, reached);
    return seq;
  }

  /** What another message than the expected one is the end of: our own, if it was sent before and the answer was lost. */
  async #mine(sweep: string, id: string, tries: number): Promise<Sent | null> {
    if (tries === 1) return null;
    const last = await this.last(sweep);
    if (last?.id === id) return { tail: last, acknowledged: false };
    throw new SweepError(
      "unavailable",
      `${this.#place.name}: sweep "${sweep}": another controller has written, perhaps after this one`,
    );
  }
}

function withId(head: Head, id: string) {
  const made = headersOf(head);
  made.set("Nats-Msg-Id", id);
  return made;
}

/** Whether the same may be said again: of faults that the server names only those that pass. */
function isPassing(cause: unknown): boolean {
  if (cause instanceof JetStreamApiError)
    return cause.status === 503 || cause.code === IN_PROCESS || cause.code === UNKNOWN_LAST;
  return !(cause instanceof SweepError);
}

// The same message is on its way already, or another one to the same subject.
const IN_PROCESS = 10_158;
const UNKNOWN_LAST = 10_164;

function onlyGone(cause: unknown): void {
  if (cause instanceof SweepError && cause.code === "conflict") throw cause;
}
