import { appendFileSync } from "node:fs";

// Loaded before an agent: notes what it is told to be committed before it does anything with it, as lines "WHEN TRIAL ATTEMPT SEQ".
const file = process.env.MACROSWEEP_ACKNOWLEDGED;
// Its reaper inherits this, and hears of nothing.
if (file !== undefined && process.argv[2] === "agent") {
  const { HeldLeases } = await import("../../src/agent/heldLeases.ts");
  const { acked, stopped } = HeldLeases.prototype;
  const over = new Set<string>();

  HeldLeases.prototype.stopped = function (stop) {
    over.add(`${stop.lease?.trial} ${stop.lease?.attempt}`);
    stopped.call(this, stop);
  };

  HeldLeases.prototype.acked = function (ack) {
    const lease = `${ack.lease?.trial} ${ack.lease?.attempt}`;
    // What comes after a stop says that nobody wants it, not that it is kept.
    if (ack.seq > 0 && !over.has(lease)) appendFileSync(file, `${Date.now()} ${lease} ${ack.seq}\n`);
    acked.call(this, ack);
  };
}
