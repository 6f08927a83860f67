import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type Controller, type ControllerOptions, startController } from "../src/controller/index.ts";
import { openNatsJournal } from "../src/controller/journal/nats/nats.ts";
import { NatsServer } from "../test/natsServer.ts";
import { atMost, type Bar, median } from "./bar.ts";
import { fill } from "./replay.ts";
import { withFolder } from "./sweep.ts";

// 100,000 events.
const TRIALS = 1_000;
const ROUNDS = 5;

/** Until a controller serves that has won the lease: one that has stood by, and one that reads the journal first, as it would without. */
export async function bench(): Promise<Bar[]> {
  return withFolder(async (folder) => {
    const { stdout } = spawnSync(process.execPath, ["scripts/nats.js"], { encoding: "utf8" });
    const nats = await NatsServer.start(join(folder, "nats"), { program: stdout.trim() });
    try {
      const journal = await openNatsJournal(nats.url, { sync: "interval" });
      const events = await fill(journal, TRIALS).finally(() => journal.close());
      const options: ControllerOptions = {
        state: join(folder, "state"),
        journal: { address: nats.url, sync: "interval" },
        listen: "127.0.0.1:0",
        http: "127.0.0.1:0",
      };
      const [cold, warm]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        cold.push(
          await timed(
            () => startController(options),
            (controller) => controller.stop(),
          ),
        );
        const standby = await startController({
          ...options,
          standby: { leader: () => null, doubt() {}, confirmed: async () => {} },
        });
        warm.push(
          await timed(
            () => standby.lead().then(() => standby),
            (controller) => controller.stop(),
          ),
        );
      }
      console.log(`${events} events; reads the journal: ${rounded(cold)} ms; has stood by: ${rounded(warm)} ms`);
      return [atMost("until it leads, has stood by : reads the journal", median(warm) / median(cold), "", 0.25)];
    } finally {
      await nats.kill();
    }
  });
}

/** In ms. */
async function timed(work: () => Promise<Controller>, end: (controller: Controller) => Promise<void>): Promise<number> {
  const sinceMs = performance.now();
  const controller = await work();
  const tookMs = performance.now() - sinceMs;
  await end(controller);
  return tookMs;
}

function rounded(times: readonly number[]): string {
  return times.map((ms) => ms.toFixed(0)).join(", ");
}
