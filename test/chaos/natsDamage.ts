import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { connect } from "@nats-io/transport-node";
import type { Event } from "../../src/controller/core/events.ts";
import { openNatsJournal } from "../../src/controller/journal/nats/nats.ts";
import { readAll } from "../contract/readAll.ts";
import { NatsServer } from "../natsServer.ts";
import { blocksOf } from "../natsStore.ts";
import type { Chance } from "../simulation/chance.ts";
import { type Copies, isBeginning } from "./damage.ts";

const STREAM = "macrosweep";
const STORE = "jetstream";
/** In the length of a record: it has headers. */
const HEADERS = 0x8000_0000;

/**
 * Leaves the newest file of the journal's stream as a power cut does that comes while a message is on its way: behind the last one that was synced stands the beginning of
 * another, or as many bytes that were never written.
 */
export function tearBlock(folder: string, chance: Chance): void {
  const block = blocksOf(folder, STREAM).at(-1) ?? "";
  const record = lastRecord(readFileSync(block));
  if (record.length === 0) return;
  const begun = record.subarray(0, chance.whole(1, record.length - 1));
  appendFileSync(block, chance.of(0.5) ? begun : Buffer.alloc(begun.length));
}

/** A record begins with its length, itself included. */
function lastRecord(block: Buffer): Buffer {
  let from = 0;
  for (let at = 0; at < block.length; at += block.readUInt32LE(from) & ~HEADERS) from = at;
  return block.subarray(from);
}

/** Keeps the store of a nats-server that was killed; returns where, null when there is no journal yet. */
export function keepStore(folder: string, to: string): string | null {
  if (!existsSync(join(folder, STORE))) return null;
  cpSync(join(folder, STORE), join(to, STORE), { recursive: true });
  return to;
}

interface Found {
  readonly events: readonly Event[];
  /** Number of the stream's last message. */
  readonly lastSeq: number;
  /** That of the last note of it. */
  readonly noted: number;
}

/** A nats-server's store, half of the bits in the messages of the journal; of that `sweep` is read, by a fresh server. */
export function ofStore(sweep: string): Copies<Found> {
  return {
    copy: keepStore,
    files: (folder) => {
      const all = filesBelow(join(folder, STORE));
      const blocks = new Set(blocksOf(folder, STREAM));
      return [all.filter((file) => blocks.has(file)), all.filter((file) => !blocks.has(file))];
    },
    find: (folder) => find(folder, sweep),
    outcome: (whole, { events, lastSeq }) => {
      if (!isBeginning(events, whole.events)) return "believed";
      if (events.length === whole.events.length) return "harmless";
      return lastSeq >= whole.noted ? "shortened" : "believed";
    },
  };
}

/** null: something was said of what is there. */
async function find(folder: string, sweep: string): Promise<Found | null> {
  const { MACROSWEEP_TEST_NATS: program = "" } = process.env;
  const server = await NatsServer.start(folder, { program }).catch(() => null);
  if (server === null) return null;
  try {
    const journal = await openNatsJournal(server.url, { monitors: [server.monitor] });
    const events = await readAll(journal, sweep).finally(() => journal.close());
    if (journal.warnings.length > 0) return null;
    return { events, ...(await ends(server.url)) };
  } catch {
    return null;
  } finally {
    await server.kill();
  }
}

async function ends(servers: string): Promise<Pick<Found, "lastSeq" | "noted">> {
  const nc = await connect({ servers });
  try {
    const { state } = await (await jetstreamManager(nc)).streams.info(STREAM);
    const noted = await (await new Kvm(jetstream(nc)).open(`${STREAM}-kept`)).get("stream.extent");
    return { lastSeq: state.last_seq, noted: Number(noted?.string().split(" ")[0] ?? 0) };
  } finally {
    await nc.close();
  }
}

/** Those that are not empty. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && statSync(path).size > 0);
}
