import { once } from "node:events";
import { type IncomingMessage, get as request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { serverEvents } from "../../../src/cli/serverEvents.ts";
import type { WatchedShape } from "../../../src/shapes/watched.ts";
import { stage, sweepDocument } from "../rpc/stage.ts";

const { agent, create, url } = stage();

// Pictures of a megabyte, so that few of them fill what the system keeps for a connection: long texts, in the params of each running trial.
const TEXT = "x".repeat(1_024);
const PARAMETERS = Array.from({ length: 60 }, (_, i) => ({ name: `p${i}`, type: "categorical", values: [TEXT] }));
const RUNNING = 16;
const CHANGES = 30;

it("sends a watcher who has read nothing for a while the newest state, not all that there were", async () => {
  const parameters = [...PARAMETERS, { name: "x", type: "float", min: 0, max: 1 }];
  await create(sweepDocument({ trials: RUNNING, parallel: RUNNING, epochsPerTrial: CHANGES }, { parameters }));
  const worker = agent("a");
  worker.credit(RUNNING);
  const { lease } = await worker.assigned();
  for (let i = 1; i < RUNNING; i++) await worker.assigned();

  const asked = request(`${url()}/api/v1/sweeps/small/events`);
  onTestFinished(() => void asked.destroy());
  const [stream] = (await once(asked, "response")) as [IncomingMessage];
  // Nothing is read meanwhile; four pictures a second would be made for whoever reads.
  for (let step = 1; step <= CHANGES; step++) {
    worker.report(lease, step, step / 100);
    await worker.next("ack");
    await pause(150);
  }
  const epochs: number[] = [];
  for await (const { data } of serverEvents(stream)) {
    epochs.push((JSON.parse(data) as WatchedShape).sweep.epochs.run);
    if (epochs.at(-1) === CHANGES) break;
  }
  expect(epochs.at(-1)).toBe(CHANGES);
  // What its socket and ours hold; in 4.5 s 18 could have been made.
  expect(epochs.length).toBeLessThanOrEqual(12);
});
