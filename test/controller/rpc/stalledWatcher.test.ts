import { connect } from "node:http2";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { WatchSweepRequest, WatchSweepResponse } from "../../../src/gen/macrosweep/v1/sweep.ts";
import type { Counts } from "../../../src/gen/macrosweep/v1/trial.ts";
import { stage, sweepDocument } from "./stage.ts";

const { address, agent, create } = stage();

// Pictures of 25 KB: three of them shut an HTTP/2 window.
const CLASSES = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(250, "x"));
const COUNTS: Counts = {
  kind: { $case: "confusion", confusion: { classes: 100, cells: Array.from({ length: 10_000 }, () => 1) } },
};
const CHANGES = 30;

it("sends a watcher who has read nothing for a while the newest state, not all that there were", async () => {
  await create(sweepDocument({ trials: 2, parallel: 2, epochsPerTrial: CHANGES }));
  const worker = agent("a");
  worker.credit(2);
  const done = (await worker.assigned()).lease;
  worker.report(done, 1, 0, { value: undefined, counts: COUNTS, classes: CLASSES });
  worker.say({ $case: "finish", finish: { lease: done, seq: 2, outcome: "OUTCOME_COMPLETED", reason: "" } });
  const { lease } = await worker.assigned();
  await worker.next("ack");
  await worker.next("ack");

  const connection = connect(`http://${address()}`);
  onTestFinished(() => connection.destroy());
  const watch = connection.request({
    ":path": "/macrosweep.v1.SweepService/WatchSweep",
    ":method": "POST",
    "content-type": "application/grpc",
    te: "trailers",
  });
  watch.end(framed(WatchSweepRequest.encode({ name: "small" }).finish()));
  // Nothing is read meanwhile; four pictures a second would be made for whoever reads.
  for (let step = 1; step <= CHANGES; step++) {
    worker.report(lease, step, 0, { value: undefined, counts: COUNTS });
    await worker.next("ack");
    await pause(150);
  }
  const epochs: number[] = [];
  let bytes = Buffer.alloc(0);
  await new Promise<void>((resolve) => {
    watch.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
        const end = 5 + bytes.readUInt32BE(1);
        epochs.push(WatchSweepResponse.decode(bytes.subarray(5, end)).sweep?.epochs?.run ?? 0);
        bytes = bytes.subarray(end);
      }
      if (epochs.at(-1) === CHANGES + 1) resolve();
    });
  });
  // In 4.5 s 18 could have been made.
  expect(epochs.length).toBeLessThanOrEqual(8);
});

/** As gRPC has it on the wire: not compressed, and its length. */
function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
