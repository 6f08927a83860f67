import { describe, expect, it } from "vitest";
import { BOUNDS } from "../../src/agent/bounds.ts";
import { type Said, type Spoken, Spool } from "../../src/agent/spool.ts";

const lease = { sweep: "beats", trial: 4, attempt: 1 };
const finish: Said = { $case: "finish", finish: { outcome: "OUTCOME_COMPLETED", reason: "" } };

/** A spool with a stream that a test opens and closes, and a clock that it sets. */
function scene(window?: number) {
  const stream = { open: true, sent: [] as number[], nowMs: 1_000 };
  const send = (message: Spoken) => {
    if (stream.open && message.$case === "finish") stream.sent.push(message.finish.seq);
    return stream.open;
  };
  return { stream, spool: new Spool(lease, send, () => stream.nowMs, window) };
}

describe("a spool", () => {
  it("numbers its messages from 1, sends them at once, and again until they are acknowledged", () => {
    const { stream, spool } = scene();
    for (let i = 0; i < 3; i++) spool.add(finish);
    spool.ack(2);
    spool.resend();
    expect(stream.sent).toEqual([1, 2, 3, 3]);
    spool.ack(3);
    spool.resend();
    expect(stream.sent).toEqual([1, 2, 3, 3]);
    expect(spool.empty).toBe(true);
  });

  it("tells when the last acknowledged message was first sent, and that nothing was when it knew already", () => {
    const { stream, spool } = scene();
    stream.open = false;
    spool.add(finish);
    stream.open = true;
    stream.nowMs = 2_000;
    spool.resend();
    stream.nowMs = 3_000;
    spool.resend();
    expect(spool.ack(1)).toBe(2_000);
    expect(spool.ack(1)).toBeNull();
  });

  it("has room for so many messages, and again after an acknowledgement", async () => {
    const { spool } = scene();
    for (let i = 0; i < BOUNDS.spoolMessages; i++) {
      await spool.room();
      spool.add(finish);
    }
    const order: string[] = [];
    const room = spool.room().then(() => order.push("room"));
    await new Promise(setImmediate);
    order.push("acknowledged");
    spool.ack(1);
    await room;
    expect(order).toEqual(["acknowledged", "room"]);
  });

  it("lets nobody wait and keeps nothing when it is closed", async () => {
    const { stream, spool } = scene();
    for (let i = 0; i < BOUNDS.spoolMessages; i++) spool.add(finish);
    const room = spool.room();
    spool.close();
    await room;
    spool.add(finish);
    expect(spool.empty).toBe(true);
    expect(stream.sent).toHaveLength(BOUNDS.sentAtFirst.messages);
  });

  it("sends no further ahead of the acknowledgements than its window, also on a new stream", () => {
    const { stream, spool } = scene(2);
    for (let i = 0; i < 5; i++) spool.add(finish);
    expect(stream.sent).toEqual([1, 2]);
    spool.ack(1);
    expect(stream.sent).toEqual([1, 2, 3]);
    spool.resend();
    expect(stream.sent).toEqual([1, 2, 3, 2, 3]);
    spool.ack(4);
    expect(stream.sent).toEqual([1, 2, 3, 2, 3, 5]);
  });

  it("sends one more for each that is acknowledged promptly, up to its window, and few again when one was not or the stream is new", () => {
    const { messages: few, promptMs } = BOUNDS.sentAtFirst;
    const { stream, spool } = scene(2 * few + 1);
    for (let i = 0; i < 10 * few; i++) spool.add(finish);
    const ahead = () => (stream.sent.at(-1) ?? 0) - acknowledged;
    let acknowledged = 0;
    const acknowledge = (seq: number) => {
      spool.ack(seq);
      acknowledged = seq;
    };
    expect(ahead()).toBe(few);

    stream.nowMs += promptMs;
    acknowledge(few);
    expect(ahead()).toBe(2 * few);
    acknowledge(2 * few);
    expect(ahead()).toBe(2 * few + 1);

    stream.nowMs += promptMs + 1;
    acknowledge(4 * few);
    expect(ahead()).toBe(few);

    acknowledge(5 * few);
    expect(ahead()).toBe(2 * few);
    stream.sent.length = 0;
    spool.resend();
    expect(ahead()).toBe(few);
  });
});
