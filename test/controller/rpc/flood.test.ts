import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { stage, sweepDocument } from "./stage.ts";

const { address, agent, agentWith, create, get, silentAgent } = stage();

const FLOODER = fileURLToPath(new URL("./flooder.ts", import.meta.url));
// Names of sweeps may be so long.
const LONG = "s".repeat(253);

function leases(count: number, sweep: string) {
  return Array.from({ length: count }, (_, trial) => ({ sweep, trial, attempt: 1 }));
}

describe("an agent", () => {
  it("may hold as many leases as it can have slots, and as many again that wait for their acknowledgement", async () => {
    const full = agent("full", leases(2_048, LONG));
    await full.next("welcome");
    full.say({ $case: "heartbeat", heartbeat: { leases: leases(2_048, LONG), number: 1 } });
    await full.next("heard");
  });

  it.each([
    ["30,000 leases in a heartbeat", { $case: "heartbeat", heartbeat: { leases: leases(30_000, "") } }, "heartbeat"],
    ["more slots than an agent has", { $case: "credit", credit: { slots: 1_025 } }, "credit: 1025 slots are too many"],
    ["four thousand million slots", { $case: "credit", credit: { slots: 4_000_000_000 } }, "credit"],
  ] as const)("that says %s is refused with the bound", async (_what, message, details) => {
    const loud = agent("loud");
    await loud.next("welcome");
    loud.say(message);
    expect(await loud.ended).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringMatching(new RegExp(`^${details}.*at most [0-9]+ are taken`)),
    });
  });

  it("that offers more slots than it can have, bit by bit, is refused", async () => {
    const loud = agent("loud");
    loud.credit(1_024);
    loud.credit(1);
    expect((await loud.ended).details).toBe("credit: 1025 free slots are too many; an agent has at most 1024");
  });

  it.each([
    ["a long name", { agent: "a".repeat(301) }, "hello.agent: 301 characters are too many; at most 300 are taken"],
    ["many slots", { slots: 1_025 }, "hello.slots: 1025 slots are too many; at most 1024 are taken"],
    ["many leases", { held: leases(5_000, "s") }, "hello.held: 5000 leases are too many; at most 4096 are taken"],
  ])("whose Hello has %s is refused", async (_what, words, details) => {
    const loud = silentAgent();
    loud.helloAs(words);
    expect(await loud.ended).toMatchObject({ code: status.INVALID_ARGUMENT, details });
  });

  it("with many labels, or many GPUs, is refused", async () => {
    const labels = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`l${i}`, "x"]));
    expect((await agentWith("a", [], labels).ended).details).toContain("65 labels are too many");
    const gpus = Array.from({ length: 257 }, () => "A100");
    expect((await agentWith("b", gpus).ended).details).toContain("257 GPUs are too many");
  });
});

it("answers everybody else while four streams are flooded and never read, in bounded memory", async () => {
  await create(sweepDocument());
  const before = process.memoryUsage().rss;
  const flooder = spawn(process.execPath, [FLOODER, address(), "4"], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void flooder.kill("SIGKILL"));
  await once(flooder.stdout, "data");
  const slowest = { ms: 0, rss: 0 };
  for (let i = 0; i < 30; i++) {
    const startMs = performance.now();
    await get("small");
    slowest.ms = Math.max(slowest.ms, performance.now() - startMs);
    slowest.rss = Math.max(slowest.rss, process.memoryUsage().rss - before);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(slowest.ms).toBeLessThan(3_000);
  expect(slowest.rss).toBeLessThan(300 * 1024 * 1024);
});

describe("a connection", () => {
  const opened = (first: string | Buffer, more?: Buffer): { socket: Socket; closed: Promise<unknown> } => {
    const [host = "", port = ""] = address().split(":");
    const socket = connect(Number(port), host);
    socket.on("error", () => {}).resume();
    onTestFinished(() => void socket.destroy());
    socket.write(first);
    const dripping = setInterval(() => more && socket.write(more), 500);
    onTestFinished(() => clearInterval(dripping));
    return { socket, closed: once(socket, "close") };
  };
  const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
  // The head of a HEADERS frame of 200 bytes, on stream 1.
  const headers = Buffer.from([0, 0, 200, 1, 4, 0, 0, 0, 1]);

  it("that does not begin to speak is closed within 20 s, whatever it drips", async () => {
    const all = [
      opened(""),
      opened("", Buffer.from("P")),
      opened(preface),
      opened(Buffer.concat([preface, settings])),
      opened(Buffer.concat([preface, settings, headers]), Buffer.from([0x82])),
    ];
    const late = AbortSignal.timeout(25_000);
    await Promise.race([
      Promise.all(all.map(({ closed }) => closed)),
      once(late, "abort").then(() => expect(all.map(({ socket }) => socket.closed)).toEqual(all.map(() => true))),
    ]);
  }, 40_000);

  it("with a session and no Hello is told so after 10 s", async () => {
    expect(await silentAgent().ended).toMatchObject({ code: status.UNAVAILABLE, details: "no Hello within 10 s" });
  });
});
