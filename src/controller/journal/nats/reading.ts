import { AckPolicy, DeliverPolicy, type JsMsg, ReplayPolicy } from "@nats-io/jetstream";
import { SweepError } from "../../../error.ts";
import type { Row } from "../chain.ts";
import type { Connected } from "./connection.ts";
import { formatOf, partOf, subjectOf, type Tail, tailOf } from "./envelope.ts";
import type { NatsPlace } from "./place.ts";
import { checkFormat } from "./stream.ts";

/** Bytes that may be on their way: several of the largest messages. */
const AHEAD_BYTES = 8 * 1024 * 1024;
/** For the next message, in ms. */
const SILENT_MS = 10_000;
// The server forgets a reader that was cut off.
const FORGOTTEN_NS = 30_000_000_000;

/**
 * The appends of a sweep from its first to that of `tail`, in order. Parts of one are put together; those of an append that was never finished are left
 * out. @throws SweepError `unavailable` when messages are lost on the way, `unsupported` at one of a newer version
 */
export async function* readAppends(
  { stream, name }: NatsPlace,
  connected: Connected,
  sweep: string,
  tail: Tail,
): AsyncGenerator<Row> {
  let parts: Uint8Array[] = [];
  let unfinished = "";
  for await (const message of messages({ stream, name }, connected, sweep, tail)) {
    checkFormat(name, formatOf(message.headers));
    const { append, part, parts: all } = partOf(message.headers);
    if (append !== unfinished) parts = [];
    unfinished = append;
    parts.push(message.data);
    if (part < all) continue;
    const { seq, sum } = tailOf(message.seq, message.headers);
    yield { seq, sum, events: Buffer.concat(parts).toString("utf8") };
    parts = [];
  }
}

/** Every message of a sweep's subject from its creation to the last one, each once and in order. */
async function* messages(
  { stream, name }: Pick<NatsPlace, "stream" | "name">,
  { js, jsm }: Connected,
  sweep: string,
  tail: Tail,
): AsyncGenerator<JsMsg> {
  const made = await jsm.consumers.add(stream, {
    filter_subject: subjectOf(stream, sweep),
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: tail.created,
    ack_policy: AckPolicy.None,
    replay_policy: ReplayPolicy.Instant,
    inactive_threshold: FORGOTTEN_NS,
    mem_storage: true,
    num_replicas: 1,
  });
  const consumer = js.consumers.getConsumerFromInfo(made);
  const delivery = await consumer.consume({ max_bytes: AHEAD_BYTES, abort_on_missing_resource: true });
  const stalled = setTimeout(() => delivery.stop(), SILENT_MS);
  try {
    let delivered = 0;
    for await (const message of delivery) {
      // Nothing is delivered twice, so what was lost on the way is gone for this reader: that is no damage of the journal.
      if (message.info.deliverySequence !== ++delivered) break;
      stalled.refresh();
      yield message;
      if (message.seq >= tail.at) return;
    }
    throw new SweepError("unavailable", `${name}: sweep "${sweep}" did not arrive in full`);
  } finally {
    clearTimeout(stalled);
    delivery.stop();
    await consumer.delete().catch(() => {});
  }
}
