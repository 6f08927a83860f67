import { Worker } from "node:worker_threads";
import { describe, expect, it, onTestFinished } from "vitest";
import { LeadThread, type Question, type Said } from "../../../src/controller/standby/leadThread.ts";
import { noNats } from "../../natsServer.ts";
import { startServer } from "./scene.ts";

const never = new AbortController().signal;

/** Longer than a leader may leave its lease as it is. */
const BUSY_MS = 5_000;

describe.skipIf(noNats)(`the thread that renews the lease of the controller that leads${noNats}`, () => {
  it("renews it while the controller is busy for longer than a lease", async () => {
    const { url } = await startServer();
    const [leads, waits] = [await open(url), await open(url)];
    await leads.won(never);
    void leads.lost();
    leads.says({ url: "http://one:7451", agents: "one:7450" });
    const stopped = new AbortController();
    const won = waits.won(stopped.signal);
    while (waits.leader?.url !== "http://one:7451") await new Promise((done) => setTimeout(done, 20));

    // Nothing else of this thread is done meanwhile; the two others go on.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_MS);
    await leads.confirmed();
    stopped.abort();

    expect(await won).toBe(false);
    expect(waits.leader).toMatchObject({ term: 1, url: "http://one:7451" });
  });

  it("lets it run out when the controller stands still", { timeout: 60_000 }, async () => {
    const { url } = await startServer();
    // The thread alone: nobody says that a controller is at work.
    const file = new URL("../../../src/controller/standby/leadWorker.ts", import.meta.url);
    const worker = new Worker(file, { workerData: { address: url } });
    onTestFinished(() => worker.terminate().then(() => {}));
    const said: Said[] = [];
    const lost = new Promise<Said>((resolve) => {
      worker.on("message", (one: Said) => {
        said.push(one);
        if (one.kind === "failure") resolve(one);
      });
    });
    const ask = (id: number, question: Question) => worker.postMessage({ kind: "ask", id, question });

    ask(1, { kind: "won" });
    while (!said.some(({ kind }) => kind === "answer")) await new Promise((done) => setTimeout(done, 20));
    ask(2, { kind: "lost" });

    expect(await lost).toMatchObject({
      id: 2,
      failure: { code: "conflict", message: expect.stringContaining("the controller has stood still for") },
    });
  });

  it("says why it cannot begin", async () => {
    const server = await startServer();
    await server.kill();

    await expect(LeadThread.open({ address: server.url })).rejects.toMatchObject({ code: "unavailable" });
  });
});

async function open(url: string): Promise<LeadThread> {
  const lead = await LeadThread.open({ address: url });
  onTestFinished(async () => {
    await lead.endTerm(false);
    await lead.close();
  });
  return lead;
}
