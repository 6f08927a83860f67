import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startController } from "../../../src/controller/index.ts";
import { until } from "../../e2e/until.ts";
import { attack } from "../attack.ts";
import { sweepDocument } from "../rpc/stage.ts";

vi.setConfig({ testTimeout: 90_000 });

const MIB = 1024 * 1024;
const ATTACKER = join(import.meta.dirname, "attacker.ts");

async function startApi(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-hostile-"));
  const controller = await startController({ state: folder, listen: null, http: "127.0.0.1:0" });
  onTestFinished(async () => {
    await controller.stop();
    rmSync(folder, { recursive: true });
  });
  return controller.url ?? "";
}

/** Questions of somebody else, 40 over two seconds at least: each is answered, and the largest growth of memory meanwhile is returned. */
async function servedMeanwhile(url: string, before: number): Promise<number> {
  let grown = 0;
  for (let i = 0; i < 40; i++) {
    const answer = await fetch(new URL("/api/v1/sweeps", url));
    expect([answer.status, ((await answer.json()) as { sweeps: unknown[] }).sweeps.length]).toEqual([200, 1]);
    grown = Math.max(grown, process.memoryUsage().rss - before);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return grown;
}

// Whoever goes on sending is cut off, and may not have read why. Memory is that of this process, in which the controller runs beside the test itself.
describe("somebody else is answered, and memory grows by less than 200 MiB, while a stranger sends", () => {
  it.each([
    ["a body of 100 MB, and says so", "huge", /closed/],
    ["a body without an end", "chunked", /closed/],
    ["1 MB that would unpack to 1 GB", "bomb", /HTTP\/1.1 (400|413|415) /],
    ["headers without an end", "headers", /closed/],
    ["a name of 64 KB", "long", /HTTP\/1.1 (414|431) /],
    ["garbage", "garbage", /closed/],
    ["a letter a second, on 300 connections", "slow", /closed/, 300],
    ["2,000 questions for streams that he does not read", "streams", /attacking/],
    ["100,000 names that nobody has", "names", /closed/],
  ])("%s", async (_what, kind, ending, connections = 0) => {
    const url = await startApi();
    const created = await fetch(new URL("/api/v1/sweeps", url), {
      method: "POST",
      body: JSON.stringify(sweepDocument()),
    });
    expect(created.status).toBe(201);
    const before = process.memoryUsage().rss;
    const said = await attack(ATTACKER, kind, new URL(url).host);
    expect(await servedMeanwhile(url, before)).toBeLessThan(200 * MIB);
    await until(
      "the stranger to be told, or cut off",
      () => ending.test(said()) && said().split("closed").length > connections,
    );
    expect(await servedMeanwhile(url, before)).toBeLessThan(200 * MIB);
  });
});

it("a connection that says nothing is closed", async () => {
  const { hostname, port } = new URL(await startApi());
  const socket = connect(Number(port), hostname)
    .on("error", () => {})
    .resume();
  await once(socket, "close");
});

describe("what others have written comes back as text that nothing runs:", () => {
  const words = [
    "<script>alert(1)</script>",
    "\u001b[2J\u001b]0;title\u0007",
    "\u202egnp.exe",
    "a\r\nset-cookie: x=1",
    "../../etc/passwd",
  ];

  it.each(words)("%j as a name", async (name) => {
    const url = await startApi();
    const { metadata, ...document } = sweepDocument() as { metadata: object };
    const body = JSON.stringify({ ...document, metadata: { ...metadata, name } });
    const answers = [
      await fetch(new URL("/api/v1/sweeps", url), { method: "POST", body }),
      await fetch(new URL(`/api/v1/sweeps/${encodeURIComponent(name)}`, url)),
      await fetch(new URL(`/api/v1/${encodeURIComponent(name)}`, url)),
    ];
    for (const answer of answers) {
      expect([400, 404]).toContain(answer.status);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("set-cookie")).toBeNull();
      // ESC, as JSON has it, moves no cursor.
      expect(await answer.text()).not.toMatch(/\p{Cc}/u);
    }
  });
});
