import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { connect as connectPlain } from "node:net";
import { join } from "node:path";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { until } from "../../e2e/until.ts";
import { securedStage } from "./securedStage.ts";
import { sweepDocument } from "./stage.ts";

type Stage = ReturnType<typeof securedStage>;

/** A stage with certificates, and a controller that takes those of agents. */
async function withCertificates() {
  const stage = securedStage();
  await stage.init();
  const { cert, key } = stage.files("server");
  const controller = await stage.controller({ http: "127.0.0.1:0", tls: { cert, key, clientCa: stage.ca } });
  return { stage, address: controller.address, url: controller.url };
}

/** A connection that speaks TLS and nothing else; null when it does not come about. */
async function handshake(address: string, options: ConnectionOptions): Promise<TLSSocket | null> {
  const [host = "", port] = address.split(":");
  const socket = connect({ host, port: Number(port), ALPNProtocols: ["h2"], ...options });
  onTestFinished(() => void socket.destroy());
  return await once(socket, "secureConnect").then(
    () => socket,
    () => null,
  );
}

const serialOf = async (address: string, ca: string) =>
  (await handshake(address, { ca: readFileSync(ca) }))?.getPeerCertificate().serialNumber ?? "none";

describe("TLS", () => {
  it("is 1.3 and nothing older", async () => {
    const { stage, address } = await withCertificates();
    const ca = readFileSync(stage.ca);
    expect((await handshake(address, { ca }))?.getProtocol()).toBe("TLSv1.3");
    expect(await handshake(address, { ca, maxVersion: "TLSv1.2" })).toBeNull();
  });

  it("is the server's own: another CA's client turns away, and so does one that asks for another host", async () => {
    const { stage, address } = await withCertificates();
    await stage.init(join(stage.folder, "others"));
    expect(await handshake(address, { ca: readFileSync(join(stage.folder, "others", "ca.pem")) })).toBeNull();
    expect(await handshake(address, { ca: readFileSync(stage.ca), servername: "elsewhere.example" })).toBeNull();
  });

  it("resumes no session: each connection is checked anew", async () => {
    const { stage, address } = await withCertificates();
    const ca = readFileSync(stage.ca);
    const first = await handshake(address, { ca });
    const [session] = await once(first!, "session");
    expect((await handshake(address, { ca, session }))?.isSessionReused()).toBe(false);
  });

  it("is all that the port speaks: an agent without it is refused", async () => {
    const { stage, address } = await withCertificates();
    expect((await stage.agent(address, "a").ended).code).toBe(status.UNAVAILABLE);
  });

  it("whoever does not come to an agreement within 10 s is cut off", async () => {
    const { address } = await withCertificates();
    const [host, port] = address.split(":");
    const socket = connectPlain(Number(port), host)
      .on("error", () => {})
      .resume();
    onTestFinished(() => void socket.destroy());
    // The head of a handshake that never goes on.
    socket.write(Buffer.from([0x16, 3, 1, 2, 0]));
    await once(socket, "close");
  }, 25_000);

  it("is begun with the first word after it within 10 s, too", async () => {
    const { stage, address } = await withCertificates();
    const socket = await handshake(address, { ca: readFileSync(stage.ca) });
    socket?.on("error", () => {}).resume();
    await once(socket!, "close");
  }, 25_000);
});

describe("a certificate of an agent", () => {
  const shown = (stage: Stage, name: string) => ({ ca: stage.ca, ...stage.files(name) });

  it("lets the agent in whose name it has, and no other", async () => {
    const { stage, address } = await withCertificates();
    await stage.certificate("gpu-1");
    await stage.agent(address, "gpu-1-0a1b2c3d", shown(stage, "gpu-1")).next("welcome");
    expect(await stage.agent(address, "gpu-2-0a1b2c3d", shown(stage, "gpu-1")).ended).toMatchObject({
      code: status.PERMISSION_DENIED,
      details: "the certificate is for the agent gpu-1, not for gpu-2-0a1b2c3d: start it with --name gpu-1",
    });
  });

  it("is needed, unless there is a token", async () => {
    const { stage, address } = await withCertificates();
    const { text: token } = stage.token(["agents"]);
    expect((await stage.agent(address, "a", { ca: stage.ca }).ended).code).toBe(status.UNAUTHENTICATED);
    await until("the token to be read", () => stage.logged.some(({ message }) => message === "tokens read again"));
    await stage.agent(address, "a", { ca: stage.ca, token }).next("welcome");
  });

  it("of another CA counts for nothing, nor does the server's own, nor one that has ended", async () => {
    const { stage, address } = await withCertificates();
    const others = join(stage.folder, "others");
    await stage.init(others);
    await stage.certificate("a", 86_400_000, others);
    await stage.certificate("old", 1);
    const other = { ca: stage.ca, cert: join(others, "a.pem"), key: join(others, "a-key.pem") };
    for (const credentials of [other, shown(stage, "server"), shown(stage, "old")])
      expect((await stage.agent(address, "a", credentials).ended).code).toBe(status.UNAUTHENTICATED);
  });

  it("ends its sessions when it ends", async () => {
    const { stage, address } = await withCertificates();
    await stage.certificate("brief", 3_000);
    const agent = stage.agent(address, "brief", shown(stage, "brief"));
    await agent.next("welcome");
    expect(await agent.ended).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: "the certificate of brief has expired",
    });
  });

  it("that is revoked ends its session and opens no other, and the log says so; those of others go on", async () => {
    const { stage, address } = await withCertificates();
    await Promise.all([stage.certificate("a"), stage.certificate("b")]);
    const [a, b] = [stage.agent(address, "a", shown(stage, "a")), stage.agent(address, "b", shown(stage, "b"))];
    await Promise.all([a.next("welcome"), b.next("welcome")]);
    expect(stage.revoke("a")).toMatchObject({ known: true });
    const refused = { code: status.UNAUTHENTICATED, details: "the certificate of a was revoked" };
    expect(await a.ended).toMatchObject(refused);
    expect(await stage.agent(address, "a", shown(stage, "a")).ended).toMatchObject(refused);
    expect(stage.logged).toContainEqual(
      expect.objectContaining({ level: "warn", reason: "the certificate of a was revoked" }),
    );
    b.say({ $case: "heartbeat", heartbeat: { leases: [], number: 7 } });
    await b.next("heard");
  });

  it("that is made after it was revoked counts, and the one before does not", async () => {
    const { stage, address } = await withCertificates();
    await stage.certificate("a");
    const before = shown(stage, "a");
    const kept = { ca: stage.ca, cert: join(stage.folder, "a.pem"), key: join(stage.folder, "a-key.pem") };
    copyFileSync(before.cert, kept.cert);
    copyFileSync(before.key, kept.key);
    stage.revoke("a");
    await stage.certificate("a");
    await until("the files to be read", () => stage.logged.some(({ message }) => message === "TLS files read again"));
    await stage.agent(address, "a", shown(stage, "a")).next("welcome");
    expect(await stage.agent(address, "a", kept).ended).toMatchObject({ details: "the certificate of a was revoked" });
  });

  it("stays revoked where the file that says so is torn, and the log says that it is", async () => {
    const { stage, address } = await withCertificates();
    await stage.certificate("a");
    stage.revoke("a");
    await until("the files to be read", () => stage.logged.some(({ message }) => message === "TLS files read again"));
    writeFileSync(join(stage.certs, "revoked.json"), '{"agents": [');
    await until("the log to say so", () => stage.logged.some(({ level }) => level === "error"));
    expect(stage.logged.find(({ level }) => level === "error")).toMatchObject({
      reason: expect.stringContaining('revoked.json: must be JSON with a list "agents"'),
    });
    expect((await stage.agent(address, "a", shown(stage, "a")).ended).code).toBe(status.UNAUTHENTICATED);
  });

  it("may not speak for the lease of another, and the one who may goes on", async () => {
    const { stage, address, url } = await withCertificates();
    await Promise.all([stage.certificate("a"), stage.certificate("b")]);
    const ca = readFileSync(stage.ca);
    await post(url, ca, JSON.stringify(sweepDocument()));
    const [a, b] = [stage.agent(address, "a", shown(stage, "a")), stage.agent(address, "b", shown(stage, "b"))];
    await Promise.all([a.next("welcome"), b.next("welcome")]);
    a.credit(1);
    const { lease } = await a.assigned();
    b.report(lease, 1, 0.9);
    expect((await b.next("stop")).stop).toMatchObject({ lease, reason: "the lease has ended" });
    a.report(lease, 1, 0.5);
    expect((await a.next("ack")).ack).toMatchObject({ lease, seq: 1 });
  });
});

async function post(url: string, ca: Buffer, body: string): Promise<void> {
  const sent = request(new URL("/api/v1/sweeps", url), { method: "POST", ca });
  sent.end(body);
  const [response] = await once(sent, "response");
  expect(response.statusCode).toBe(201);
  response.resume();
}

describe("new files", () => {
  it("count for new connections, and those that are there go on", async () => {
    const { stage, address } = await withCertificates();
    await stage.certificate("a");
    const agent = stage.agent(address, "a", { ca: stage.ca, ...stage.files("a") });
    await agent.next("welcome");
    const before = await serialOf(address, stage.ca);
    await stage.init();
    await until("the files to be read", () => stage.logged.some(({ message }) => message === "TLS files read again"));
    expect(await serialOf(address, stage.ca)).not.toBe(before);
    agent.say({ $case: "heartbeat", heartbeat: { leases: [], number: 7 } });
    await agent.next("heard");
  });

  it("come by a link to a folder that is swapped, as Kubernetes does it", async () => {
    const stage = securedStage();
    await stage.init();
    const mounted = join(stage.folder, "mounted");
    const version = (name: string) => {
      mkdirSync(join(mounted, name), { recursive: true });
      for (const file of ["server.pem", "server-key.pem"])
        copyFileSync(join(stage.certs, file), join(mounted, name, file));
    };
    version("..2026_1");
    symlinkSync("..2026_1", join(mounted, "..data"));
    for (const file of ["server.pem", "server-key.pem"]) symlinkSync(join("..data", file), join(mounted, file));
    const tls = { cert: join(mounted, "server.pem"), key: join(mounted, "server-key.pem"), clientCa: null };
    const { address } = await stage.controller({ tls });
    const before = await serialOf(address, stage.ca);
    await stage.init();
    version("..2026_2");
    symlinkSync("..2026_2", join(mounted, "..data_tmp"));
    renameSync(join(mounted, "..data_tmp"), join(mounted, "..data"));
    await until("the files to be read", () => stage.logged.some(({ message }) => message === "TLS files read again"));
    expect(await serialOf(address, stage.ca)).not.toBe(before);
    expect(stage.logged.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("that are broken leave the old ones, and the log says so once; mended ones count", async () => {
    const { stage, address } = await withCertificates();
    const before = await serialOf(address, stage.ca);
    const { cert } = stage.files("server");
    writeFileSync(cert, "-----BEGIN CERTIFICATE-----\ntorn");
    const errors = () => stage.logged.filter(({ level }) => level === "error");
    await until("the log to say so", () => errors().length > 0);
    expect(errors()).toMatchObject([
      { message: "new TLS files do not fit; those from before hold", reason: expect.stringContaining("--tls-cert") },
    ]);
    expect(await serialOf(address, stage.ca)).toBe(before);
    await stage.init();
    await until("the files to be read", () => stage.logged.some(({ message }) => message === "TLS files read again"));
    expect(await serialOf(address, stage.ca)).not.toBe(before);
  });

  it("of the clients' CA end the sessions of those that the old one had signed", async () => {
    const { stage, address } = await withCertificates();
    await stage.certificate("a");
    const agent = stage.agent(address, "a", { ca: stage.ca, ...stage.files("a") });
    await agent.next("welcome");
    const others = join(stage.folder, "others");
    await stage.init(others);
    copyFileSync(join(others, "ca.pem"), stage.ca);
    expect(await agent.ended).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: "the CA of the certificates was replaced",
    });
  });
});

describe("files that do not fit at the start are told with the option", () => {
  it.each([
    ["a certificate that is not there", { cert: "none.pem" }, /--tls-cert: "[^"]*none.pem" cannot be read \(ENOENT/],
    [
      "a key in place of a certificate",
      { cert: "server-key.pem" },
      /--tls-cert: .* must be a file of certificates in PEM/,
    ],
    [
      "the key of another",
      { key: "ca-key.pem" },
      /--tls-key: .* must be the key of .*server.pem in PEM \(.*key values mismatch/,
    ],
    ["a CA that is none", { clientCa: "ca-key.pem" }, /--client-ca: .* must be a file of certificates in PEM/],
  ])("%s", async (_what, wrong, message) => {
    const stage = securedStage();
    await stage.init();
    const names = { cert: "server.pem", key: "server-key.pem", clientCa: "ca.pem", ...wrong };
    const inFolder = (name: string) => join(stage.certs, name);
    const tls = { cert: inFolder(names.cert), key: inFolder(names.key), clientCa: inFolder(names.clientCa) };
    await expect(stage.controller({ tls })).rejects.toThrow(message);
  });
});
