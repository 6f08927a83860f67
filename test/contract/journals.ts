import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import Database from "better-sqlite3";
import type { Journal } from "../../src/controller/journal/journal.ts";
import { openMemoryJournal } from "../../src/controller/journal/memory.ts";
import { openNatsJournal } from "../../src/controller/journal/nats/nats.ts";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { NatsServer, noNats } from "../natsServer.ts";
import { blocksOf } from "../natsStore.ts";

/** One implementation of the journal, as the contract sees it. */
export interface JournalKind {
  readonly name: string;
  /** Why it cannot be tested here; empty when it can. */
  readonly skipped?: string;
  /** An empty store in an empty folder; each call of what it returns is another handle on that store, in another process too. */
  newStore(folder: string): () => Promise<Journal>;
  /** Starts what a store needs besides its folder, for other processes too. */
  begin?(folder: string): Promise<unknown>;
  /** Ends that. */
  end?(folder: string): Promise<void>;
}

/** What the contract needs to break a journal that outlives its process. */
export interface DurableKind extends JournalKind {
  /** Cuts the last append in the middle, as a crash of the machine does. The writer was killed. */
  tearLastAppend(folder: string): void | Promise<void>;
  /** Makes the store one of another event format. Nobody has it open. */
  writeFormat(folder: string, format: number): void | Promise<void>;
  /** How a store is called in what people read. */
  nameOf(folder: string): string;
}

const memory: JournalKind = {
  name: "memory",
  newStore: () => {
    const journal = openMemoryJournal();
    return async () => journal;
  },
};

const sqlite: DurableKind = {
  name: "sqlite",
  newStore: (folder) => () => openSqliteJournal(sqliteFile(folder)),
  tearLastAppend: (folder) => {
    // The last frame of the log is a header of 24 bytes and a page of 4096: this leaves half of it.
    const log = `${sqliteFile(folder)}-wal`;
    truncateSync(log, statSync(log).size - 2_060);
  },
  writeFormat: (folder, format) => {
    const db = new Database(sqliteFile(folder));
    db.pragma(`user_version = ${format}`);
    db.close();
  },
  nameOf: (folder) => folder,
};

const nats: DurableKind = {
  name: "nats",
  skipped: noNats,
  // What is torn was acknowledged, as by servers that sync now and then.
  newStore: (folder) => async () => openNatsJournal(await natsUrl(folder), { sync: "interval" }),
  tearLastAppend: async (folder) => {
    const server = await endNats(folder);
    // A message of three events of 3,000 characters: this leaves half of it.
    const [block = ""] = blocksOf(join(folder, "nats"), "macrosweep");
    truncateSync(block, statSync(block).size - 5_000);
    await keepNats(folder, server.again());
  },
  writeFormat: async (folder, format) => {
    const nc = await connect({ servers: await natsUrl(folder) });
    const jsm = await jetstreamManager(nc);
    const { config } = await jsm.streams.info("macrosweep");
    const metadata = { ...config.metadata, "macrosweep-event-format": String(format) };
    await jsm.streams.update("macrosweep", { ...config, metadata });
    await nc.close();
  },
  begin: (folder) => natsUrl(folder),
  nameOf: (folder) => `${readFileSync(natsFile(folder), "utf8")}/macrosweep`,
  end: async (folder) => {
    if (servers.has(folder)) await endNats(folder);
  },
};

/** The servers that this process has started, by the folder of their store. */
const servers = new Map<string, Promise<NatsServer>>();

/** Where the server of a store is, which the first one who asks starts. */
async function natsUrl(folder: string): Promise<string> {
  if (!servers.has(folder) && existsSync(natsFile(folder))) return readFileSync(natsFile(folder), "utf8");
  return (await (servers.get(folder) ?? keepNats(folder, NatsServer.start(join(folder, "nats"))))).url;
}

function keepNats(folder: string, starting: Promise<NatsServer>): Promise<NatsServer> {
  const started = starting.then((server) => {
    writeFileSync(natsFile(folder), server.url);
    return server;
  });
  servers.set(folder, started);
  return started;
}

async function endNats(folder: string): Promise<NatsServer> {
  const server = await servers.get(folder);
  assert(server);
  servers.delete(folder);
  await server.kill();
  return server;
}

function natsFile(folder: string): string {
  return join(folder, "nats.url");
}

function sqliteFile(folder: string): string {
  return join(folder, "journal.db");
}

/** A further journal is one more entry here, and in the next table where it lasts. */
export const journals: readonly JournalKind[] = [memory, sqlite, nats];

/** Without memory: it ends with its process and has no file, so there is nothing to reopen, to kill, to tear or to be too new. */
export const durableJournals: readonly DurableKind[] = [sqlite, nats];
