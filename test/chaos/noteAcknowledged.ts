import { appendFileSync } from "node:fs";

// Loaded before an agent: notes what it is told to be committed before it does anything with it, as lines "WHEN TRIAL ATTEMPT SEQ".
const file = process.env.MACROSWEEP_ACKNOWLEDGED;
// Its reaper inherits this, and hears of nothing.
if (file !== undefined && process.argv[2] === "agent") {
  const { steadyMs } = await import("./steady.ts");
  const { HeldLeases } = await import("../../src/agent/heldLeases.ts");
  const { Runner } = await import("../../src/agent/runner.ts");
  const { acked } = HeldLeases.prototype;
  const { drop } = Runner.prototype;
  const over = new Set<string>();

  Runner.prototype.drop = function (...why) {
    over.add(`${this.lease.trial} ${this.lease.attempt}`);
    drop.apply(this, why);
  };

  HeldLeases.prototype.acked = function (ack) {
    const lease = `${ack.lease?.trial} ${ack.lease?.attempt}`;
    // Of what was dropped only that it has ended is told, and acknowledged: what was not acknowledged before is not wanted any more.
    if (ack.seq > 0 && !over.has(lease)) appendFileSync(file, `${steadyMs()} ${lease} ${ack.seq}\n`);
    acked.call(this, ack);
  };
}
