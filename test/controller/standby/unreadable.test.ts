import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import type { Event } from "../../../src/controller/core/events.ts";
import { startController } from "../../../src/controller/index.ts";
import { openNatsJournal } from "../../../src/controller/journal/nats/nats.ts";
import { NatsServer, noNats } from "../../natsServer.ts";
import { created } from "../core/given.ts";

const STANDBY = { leader: () => null, doubt() {}, confirmed: async () => {} };

it.skipIf(noNats)(
  `what cannot stand by, for it does not know what is in the journal, keeps no connection${noNats}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "standby-unreadable-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const server = await NatsServer.start(join(folder, "nats"));
    onTestFinished(() => server.kill());
    const address = { address: server.url, sync: "interval" } as const;
    const journal = await openNatsJournal(server.url, address);
    // As a newer version may write it.
    const later = { kind: "trialMoved", atMs: 2_000 } as unknown as Event;
    await journal.append([{ sweep: "small", expectedSeq: 0, events: [created(), later], over: false }]);
    await journal.close();

    const state = join(folder, "state");
    const standing = startController({ state, journal: address, listen: null, standby: STANDBY });
    await expect(standing).rejects.toMatchObject({ code: "unsupported" });

    const connections = async () => (await fetch(`${server.monitor}/connz`)).json();
    await vi.waitFor(async () => expect(await connections()).toMatchObject({ num_connections: 0 }), {
      timeout: 30_000,
    });
  },
);
