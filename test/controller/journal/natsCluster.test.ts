import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openNatsJournal } from "../../../src/controller/journal/nats/nats.ts";
import { readAll } from "../../contract/readAll.ts";
import { requeued } from "../../contract/requeued.ts";
import { freePort } from "../../e2e/port.ts";
import { NatsServer, noNats } from "../../natsServer.ts";

describe.skipIf(noNats)(`a journal on three nats-servers${noNats}`, () => {
  it("loses nothing that was acknowledged when the server that leads is killed, and when another one is after its return", {
    timeout: 180_000,
  }, async () => {
    const servers = await cluster();
    const address = `nats://${servers.map(({ port }) => `127.0.0.1:${port}`).join(",")}`;
    const journal = await openNatsJournal(address, { replicas: 3, sync: "interval" });
    onTestFinished(() => journal.close());
    const acknowledged: number[] = [];
    let seq = 0;
    let offered = 0;
    const appendUntil = async (count: number) => {
      while (acknowledged.length < count) {
        const number = ++offered;
        try {
          const [outcome] = await journal.append([{ sweep: "beats", expectedSeq: seq, events: [requeued(number)] }]);
          expect(outcome).toEqual({ kind: "appended", seq: seq + 1 });
          acknowledged.push(number);
          seq += 1;
        } catch {
          // What became of it is unknown: it is read again, as the engine does.
          seq = await lastSeq(journal);
        }
      }
    };

    await appendUntil(30);
    const killed = await leaderOf(servers);
    await killed.kill();
    await appendUntil(60);
    servers[servers.indexOf(killed)] = await killed.again();
    await appendUntil(90);
    const next = await leaderOf(servers);
    await next.kill();
    await appendUntil(120);

    const events = await readAll(journal, "beats");
    const numbers = events.map((event) => ("trial" in event ? event.trial : -1));
    expect(numbers.filter((number) => acknowledged.includes(number))).toEqual(acknowledged);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

/** Three servers that know each other. */
async function cluster(): Promise<NatsServer[]> {
  const folder = mkdtempSync(join(tmpdir(), "nats-cluster-"));
  const ports = [await freePort(), await freePort(), await freePort()];
  const routes = ports.map((port) => `nats://127.0.0.1:${port}`).join(", ");
  const servers = await Promise.all(
    ports.map((port, i) => {
      const more = `server_name: n${i}\ncluster { name: three, listen: "127.0.0.1:${port}", routes: [${routes}] }`;
      return NatsServer.start(join(folder, `n${i}`), { more });
    }),
  );
  onTestFinished(async () => {
    for (const server of servers) await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return servers;
}

async function leaderOf(servers: readonly NatsServer[]): Promise<NatsServer> {
  const nc = await connect({ servers: servers.map(({ port }) => `127.0.0.1:${port}`) });
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const leader = await vi.waitFor(
    async () => {
      const { cluster: group } = await jsm.streams.info("macrosweep");
      return servers[["n0", "n1", "n2"].indexOf(group?.leader ?? "")] ?? Promise.reject(new Error("nobody leads"));
    },
    { timeout: 60_000, interval: 200 },
  );
  await nc.close();
  return leader;
}

async function lastSeq(journal: Awaited<ReturnType<typeof openNatsJournal>>): Promise<number> {
  for (;;) {
    try {
      return (await readAll(journal, "beats")).length;
    } catch {
      // Its servers are choosing another leader.
    }
  }
}
