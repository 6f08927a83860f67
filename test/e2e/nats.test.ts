import { describe, expect, it, onTestFinished } from "vitest";
import { openNatsJournal } from "../../src/controller/journal/nats/nats.ts";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { readAll } from "../contract/readAll.ts";
import { NatsServer, noNats } from "../natsServer.ts";
import { diary, diaryOfReports, trained } from "./diary.ts";
import { writeSweep } from "./document.ts";
import { expectPromisesKept, reportsOf, those } from "./promises.ts";
import { openStage, type Stage } from "./stage.ts";

// A controller whose journal is in a nats-server, each a process of its own.

describe.skipIf(noNats)(`a controller on NATS JetStream${noNats}`, () => {
  it("goes on after kill -9 of nats-server and of itself: no report is lost or counted twice", async () => {
    const { stage, nats } = await open();
    const journal = ["--journal", nats.server.url, "--journal-monitor", nats.server.monitor];
    const controller = await stage.controller(...journal);
    await stage.agent(3);
    const sweep = { trials: 6, parallel: 3, epochs: 12, options: ["--pace", "60"] };
    await stage.ask("submit", writeSweep(stage, "beats", sweep));

    await trained(stage, 10);
    await nats.restart(() => controller.said(/nothing can be recorded/));
    await controller.said(/the journal can be written again/);
    await trained(stage, 40);
    await controller.kill("SIGKILL");
    // The folder remembers where its journal is.
    await stage.controller();
    await stage.ask("watch", "beats");
    const trials = await stage.ask<TrialShape>("trials", "beats");
    await stage.stop();
    // With nobody there the folder is read where its journal is.
    expect(await stage.ask<TrialShape>("trials", "beats")).toEqual(trials);
    for (const args of [
      ["doctor", ".macrosweep"],
      ["backup", "saved.db"],
    ])
      expect(await stage.macrosweep(...args)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`"macrosweep journal copy --from ${nats.server.url} --to sqlite:DIR"`),
      });

    expect(trials.map(({ state, steps }) => [state, steps])).toEqual(Array(6).fill(["completed", 12]));
    expect(diary(stage).length).toBe(6 * 12);
    const events = await eventsOf(nats.server, "beats");
    expectPromisesKept(events);
    expect(reportsOf(events)).toEqual(diaryOfReports(stage));
    expect(those(events, "sweepEnded")).toMatchObject([{ state: "completed" }]);
  });
});

interface Nats {
  server: NatsServer;
  /** Kills the server, waits for what is to be seen of that, and starts it again where it was. */
  restart(meanwhile: () => Promise<unknown>): Promise<void>;
}

async function open(): Promise<{ stage: Stage; nats: Nats }> {
  const stage = openStage(onTestFinished);
  const nats: Nats = {
    server: await NatsServer.start(stage.path("nats")),
    restart: async (meanwhile) => {
      await nats.server.kill();
      await meanwhile();
      nats.server = await nats.server.again();
    },
  };
  onTestFinished(() => nats.server.kill());
  return { stage, nats };
}

async function eventsOf({ url }: NatsServer, sweep: string) {
  const journal = await openNatsJournal(url, { sync: "interval" });
  try {
    return await readAll(journal, sweep);
  } finally {
    await journal.close();
  }
}
