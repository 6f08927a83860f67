import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createToken, initCertificates, type Scope } from "../../../src/controller/access/index.ts";
import { FreshBackups } from "../../../src/controller/freshBackups.ts";
import { type Controller, restoreState, startController } from "../../../src/controller/index.ts";
import { macrosweep } from "../../cli/command.ts";
import { documentOf } from "../../contract/api/scene.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-backup-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function started(state: string, tls?: Parameters<typeof startController>[0]["tls"]): Promise<Controller> {
  const controller = await startController({ state, listen: "127.0.0.1:0", http: "127.0.0.1:0", tls });
  onTestFinished(() => controller.stop());
  return controller;
}

/** A controller over HTTP with two sweeps. */
async function withSweeps() {
  const state = newFolder();
  const { url } = await started(state);
  for (const name of ["beats", "gaze"]) await create(url, name);
  return { state, url };
}

async function create(url: string, name: string): Promise<void> {
  const { status } = await fetch(new URL("/api/v1/sweeps", url), {
    method: "POST",
    body: JSON.stringify(documentOf(name)),
  });
  expect(status).toBe(201);
}

/** The answer to a question for a backup, of which nothing is read yet. */
async function asked(url: string): Promise<IncomingMessage> {
  const sent = request(new URL("/api/v1/backup", url), { method: "POST" }).end();
  onTestFinished(() => void sent.destroy());
  const [response] = await once(sent, "response");
  return response;
}

/** The same, as soon as the one before has given up the place: how soon it is known that a reader has all, or has gone, is the system's to say. */
function askedInTurn(url: string): Promise<IncomingMessage> {
  return vi.waitFor(async () => {
    const answer = await asked(url);
    expect(answer.statusCode).toBe(200);
    return answer;
  }, 20_000);
}

describe("a backup over HTTP", () => {
  it("of a controller with TLS and tokens is saved by its admin, and comes back as the same sweeps", async () => {
    const state = newFolder();
    const certs = join(state, "certs");
    await initCertificates(certs, ["127.0.0.1"], 3_600_000);
    const [cert, key, ca] = ["server", "server-key", "ca"].map((name) => join(certs, `${name}.pem`));
    const tokenFile = (scope: Scope) => {
      const file = join(state, scope);
      writeFileSync(file, createToken(state, { name: null, scopes: [scope], lifeMs: 3_600_000 }).text);
      return file;
    };
    const [admin, writer] = [tokenFile("admin"), tokenFile("sweeps:write")];
    const { url } = await started(state, { cert: cert ?? "", key: key ?? "", clientCa: null });
    const asking = (token: string) => ["--url", url, "--ca", ca ?? "", "--token-file", token];
    for (const name of ["beats", "gaze"]) {
      const file = join(state, `${name}.json`);
      writeFileSync(file, JSON.stringify(documentOf(name)));
      expect((await macrosweep("submit", file, ...asking(admin))).code).toBe(0);
    }
    const folder = newFolder();
    const file = join(folder, "saved.db");

    const refused = await macrosweep("backup", file, ...asking(writer));
    expect([refused.code, refused.stderr]).toEqual([
      expect.any(Number),
      expect.stringContaining("needs the scope admin"),
    ]);
    expect(readdirSync(folder)).toEqual([]);

    const saved = await macrosweep("backup", file, ...asking(admin), "--json");
    expect([saved.code, saved.stderr]).toEqual([0, ""]);
    expect(JSON.parse(saved.stdout)).toMatchObject({ path: file, sweeps: 2, bytes: readFileSync(file).length });

    const restored = join(folder, "state");
    expect(restoreState(file, restored)).toMatchObject({ sweeps: 2 });
    // Whether it waits for an agent depends on who looks.
    const beats = async (...from: string[]) => {
      const { stdout } = await macrosweep("get", "beats", ...from, "--json");
      return { ...JSON.parse(stdout), reason: null };
    };
    expect(await beats("--state", restored)).toEqual(await beats(...asking(admin)));
    const again = await macrosweep("list", "--state", restored, "--json");
    expect(
      again.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).sweep),
    ).toEqual(["beats", "gaze"]);
  }, 60_000);

  it("is one at a time: the next is made when the one before is read, or nobody reads it any more", async () => {
    const { state } = await withSweeps();
    const backups = new FreshBackups(state, join(state, "journal.db"));
    const first = await backups.make();
    await expect(backups.make()).rejects.toThrow("another backup is under way");
    const read = await buffer(first.content);
    expect(read.length).toBe(first.bytes);
    const second = await backups.make();
    second.content.destroy();
    await once(second.content, "close");
    await buffer((await backups.make()).content);
    await backups.close();
  });

  it("leaves nothing behind, and whoever goes in the middle of it gives up the place", async () => {
    const { state, url } = await withSweeps();
    const first = await asked(url);
    expect(first.headers).toMatchObject({
      "content-type": "application/vnd.sqlite3",
      "content-length": expect.stringMatching(/^\d+$/),
    });
    expect(readdirSync(state).filter((name) => name.startsWith("outgoing"))).toEqual([]);
    let given = 0;
    for await (const piece of first) given += (piece as Buffer).length;
    expect(given).toBe(Number(first.headers["content-length"]));
    const second = await askedInTurn(url);
    second.destroy();
    const third = await askedInTurn(url);
    third.resume();
    await once(third, "end");
  });

  it("cannot be asked for by a page of elsewhere, nor by a look at what is there", async () => {
    const { url } = await withSweeps();
    const post = await fetch(new URL("/api/v1/backup", url), {
      method: "POST",
      headers: { origin: "https://attacker.example" },
    });
    expect(post.status).toBe(403);
    for (const method of ["GET", "HEAD"])
      expect((await fetch(new URL("/api/v1/backup", url), { method })).status).toBe(405);
  });

  it("is refused before it is asked for where its file is there already", async () => {
    const { url } = await withSweeps();
    const file = join(newFolder(), "saved.db");
    writeFileSync(file, "precious");
    const { code, stderr } = await macrosweep("backup", file, "--url", url);
    expect([code, stderr]).toEqual([2, expect.stringContaining("is there already")]);
    expect(readFileSync(file, "utf8")).toBe("precious");
  });

  it("that breaks off in the middle leaves no file, and says what happened", async () => {
    const whole = await withSweeps();
    const first = await asked(whole.url);
    const pieces: Buffer[] = [];
    for await (const piece of first) pieces.push(piece as Buffer);
    const bytes = Buffer.concat(pieces);
    const half = createServer((_request, response) => {
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    });
    half.listen(0, "127.0.0.1");
    await once(half, "listening");
    onTestFinished(() => void half.close());
    const { port } = half.address() as { port: number };
    const folder = newFolder();
    const { code, stderr } = await macrosweep("backup", join(folder, "saved.db"), "--url", `http://127.0.0.1:${port}`);
    expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining("broke off")]);
    expect(code).not.toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is not made of a journal that is kept elsewhere", async () => {
    const folder = newFolder();
    const backups = new FreshBackups(folder, join(folder, "journal.db"));
    await expect(backups.make()).rejects.toThrow("journal.db: what keeps it backs it up");
  });

  it("of a journal that is damaged is refused with what is wrong", async () => {
    const { state, url } = await withSweeps();
    const db = new Database(join(state, "journal.db"));
    db.exec(`UPDATE entry SET events = replace(events, '"trials"', '"tri4ls"')`);
    db.close();
    const answer = await fetch(new URL("/api/v1/backup", url), { method: "POST" });
    expect(answer.status).toBe(409);
    expect(((await answer.json()) as { detail: string }).detail).toContain("is damaged, and not taken");
    expect(existsSync(join(state, "outgoing.db"))).toBe(false);
  });
});
