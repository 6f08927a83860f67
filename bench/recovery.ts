import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type Client, clientOf } from "../src/cli/client.ts";
import { openSqliteJournal } from "../src/controller/journal/sqlite.ts";
import { atMost, type Bar, median } from "./bar.ts";
import { writeHistory } from "./history.ts";
import { benchRun } from "./recoveryOfRun.ts";
import { withFolder } from "./sweep.ts";

const OLD_TRIALS = 20_000;
const ROUNDS = 10;
const MAIN = join(import.meta.dirname, "../src/cli/main.ts");
/** An epoch every 50 ms. */
const TICKS = `i=0; while :; do i=$((i+1)); echo '@macrosweep {"epoch": '$i', "value": 0.5}'; sleep 0.05; done`;

type Part = ChildProcessByStdio<null, Readable, Readable>;

/** From kill -9 to the next report that is committed, beside 100,000 events of others: of a controller, and of `run`. */
export async function bench(): Promise<Bar[]> {
  const fill = async (folder: string) => {
    const journal = await openSqliteJournal(join(folder, "journal.db"));
    await writeHistory(journal, "history", OLD_TRIALS, "paused");
    await journal.close();
    return folder;
  };
  return [
    ...(await withFolder(async (folder) => benchController(await fill(folder)))),
    ...(await withFolder(async (folder) => benchRun(await fill(folder)))),
  ];
}

/** By phase; it is started again at once. */
async function benchController(folder: string): Promise<Bar[]> {
  const address = `127.0.0.1:${await freePort()}`;
  const http = `127.0.0.1:${await freePort()}`;
  const client = clientOf({ url: `http://${http}`, headers: {} });
  let controller = await startController(folder, address, http);
  await client.create(ticking);
  const agent = start("agent", "--controller", address, "--work", join(folder, "trials"));
  try {
    await moreThan(client, 5);
    const rounds: { listens: number; session: number; commit: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = await epochs(client);
      const session = said(agent, "session open");
      const startMs = performance.now();
      controller.kill("SIGKILL");
      await once(controller, "exit");
      controller = await startController(folder, address, http);
      const listens = performance.now() - startMs;
      await session;
      const opened = performance.now() - startMs;
      await moreThan(client, before);
      rounds.push({ listens, session: opened - listens, commit: performance.now() - startMs - opened });
    }
    const total = rounds.map(({ listens, session, commit }) => listens + session + commit);
    const phase = (name: keyof (typeof rounds)[number]) => median(rounds.map((round) => round[name])).toFixed(0);
    console.log(
      `medians: start and journal ${phase("listens")} ms, agent is back ${phase("session")} ms, first commit ${phase("commit")} ms`,
    );
    return [
      atMost(`recovery, the worst of ${ROUNDS}`, Math.max(...total), "ms", 3_000),
      atMost("the median", median(total), "ms", 2_000),
    ];
  } finally {
    agent.kill("SIGKILL");
    await once(agent, "exit");
    controller.kill("SIGKILL");
    await once(controller, "exit");
  }
}

const ticking = {
  apiVersion: "macrosweep.dev/v1alpha1",
  kind: "Sweep",
  metadata: { name: "ticking" },
  spec: {
    parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
    sampler: { name: "random" },
    pruner: { name: "none" },
    budget: { trials: 1, parallel: 1, epochsPerTrial: 100_000 },
    trainer: { command: ["sh", "-c", TICKS] },
  },
};

function start(...args: string[]): Part {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

async function startController(folder: string, address: string, http: string): Promise<Part> {
  const controller = start("controller", "--state", folder, "--listen", address, "--http", http);
  await once(controller.stdout, "data");
  return controller;
}

function said(part: Part, words: string): Promise<void> {
  return new Promise((resolve) => {
    const hear = (chunk: Buffer) => {
      if (!chunk.toString().includes(words)) return;
      part.stderr.off("data", hear);
      resolve();
    };
    part.stderr.on("data", hear);
  });
}

async function moreThan(client: Client, run: number): Promise<void> {
  while ((await epochs(client)) <= run) await pause(10);
}

/** Reports that are committed; 0 when nobody answers. */
async function epochs(client: Client): Promise<number> {
  const sweep = await client.get("ticking").catch(() => null);
  return sweep?.epochs.run ?? 0;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
