import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { issueServer, makeCa } from "../../../src/controller/access/tls/certificates.ts";
import { Following } from "../../../src/controller/journal/nats/following.ts";
import { openNatsJournal } from "../../../src/controller/journal/nats/nats.ts";
import { Lead } from "../../../src/controller/standby/lead.ts";
import { openNatsEntry } from "../../../src/controller/standby/natsEntry.ts";
import { readAll } from "../../contract/readAll.ts";
import { requeued } from "../../contract/requeued.ts";
import { makeNkey, makeOperated } from "../../natsKeys.ts";
import { NatsServer, noNats } from "../../natsServer.ts";

const HOUR_MS = 3_600_000;

describe.skipIf(noNats)(`who comes into a nats-server${noNats}`, () => {
  it("comes with the file of credentials that nsc writes, to a journal and to the lease of a standby", async () => {
    const { configuration, creds } = makeOperated();
    const { url, file } = await closedServer(configuration);
    const credentials = file("user.creds", creds);

    await expectServed(url, { credentials });
    const lead = new Lead(await openNatsEntry(url, { credentials }));
    expect(await lead.won(new AbortController().signal)).toBe(true);
    await lead.close();
  });

  it("comes with an NKEY's seed, a token, or a user and a password, each alone on the line of a file", async () => {
    const nkey = makeNkey("user");
    const users = `{ nkey: ${nkey.name} }, { user: controller, password: "s3:cret" }`;
    const { url, file } = await closedServer(`authorization { users: [${users}] }`);
    const tokened = await closedServer('authorization { token: "s3cret" }');

    await expectServed(url, { credentials: file("nkey", `${nkey.seed}\n`) });
    await expectServed(url, { credentials: file("password", "controller:s3:cret\n") });
    await expectServed(tokened.url, { credentials: file("token", "s3cret\n") });
  });

  it("needs no more rights than docs/operations.md names", async () => {
    const publish = ["$JS.API.>", "macrosweep.events.>", "$KV.macrosweep-kept.>", "$KV.macrosweep-lead.>"];
    const permissions = JSON.stringify({ publish, subscribe: ["_INBOX.>"] });
    const user = `{ user: controller, password: "s3cret", permissions: ${permissions} }`;
    const { url, file } = await closedServer(`authorization { users: [${user}] }`);
    const credentials = file("password", "controller:s3cret");
    const journal = await openNatsJournal(url, { credentials, sync: "interval" });
    const following = await Following.open(url, { credentials });
    const lead = new Lead(await openNatsEntry(url, { credentials }));
    onTestFinished(async () => {
      await Promise.all([journal.close(), following.close(), lead.close()]);
    });
    const followed: number[] = [];
    void following.start(async ({ seq }) => void followed.push(seq));

    await journal.append([{ sweep: "beats", expectedSeq: 0, events: [requeued(1)] }]);
    await journal.keep("beats", 1, Buffer.from("kept"));
    await following.caughtUp();

    expect(await journal.summaries()).toMatchObject([{ sweep: "beats" }]);
    expect(await readAll(journal, "beats")).toEqual([requeued(1)]);
    expect(followed).toEqual([1]);
    expect(await lead.won(new AbortController().signal)).toBe(true);
  });

  it.each([
    ["no key", undefined],
    ["a wrong password", "controller:wrong\n"],
    ["a wrong token", "wrong\n"],
    ["an NKEY that it does not know", `${makeNkey("user").seed}\n`],
    ["credentials of another operator", makeOperated().creds],
  ])("is told so who comes with %s", async (_what, text) => {
    const { url, file } = await closedServer('authorization { user: controller, password: "s3cret" }');
    const credentials = text === undefined ? undefined : file("keys", text);

    await expect(openNatsJournal(url, { credentials })).rejects.toMatchObject({
      code: "unauthenticated",
      message: expect.stringMatching(
        /: the server lets nobody in so \(.*\); (name the file|the file .*keys is not what it knows)/,
      ),
    });
  });

  it("is told where a file is none of these", async () => {
    const { url, file } = await closedServer("");
    const wrong = { credentials: file("keys", "two words\n") };
    await expect(openNatsJournal(url, wrong)).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringMatching(/keys must be a \.creds file, or have one line: USER:PASSWORD, a token, or/),
    });
    await expect(openNatsJournal(url, { credentials: "/nowhere" })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining("journal-credentials: /nowhere cannot be read ("),
    });
  });
});

describe.skipIf(noNats)(`a nats-server that speaks TLS${noNats}`, () => {
  it("is spoken to where its certificate is signed by the CA of --journal-ca, with tls:// and nats:// alike", async () => {
    const { url, ca } = await secured();
    await expectServed(url, { ca });
    await expectServed(url.replace("nats:", "tls:"), { ca });
  });

  it.each([
    ["of a CA that is not known", {}, {}, /its certificate is not trusted \(.*\): name the CA.*--journal-ca/],
    [
      "of another CA than that of --journal-ca",
      {},
      { ca: "others.pem" },
      /its certificate is not trusted \(.*no CA of .*others\.pem has signed it/,
    ],
    ["that has expired", { lifeMs: -1_000 }, { ca: "ca.pem" }, /its certificate has expired: issue it a new one/],
    [
      "of another host",
      { hosts: ["elsewhere.example"] },
      { ca: "ca.pem" },
      /its certificate is of another host.*127\.0\.0\.1/,
    ],
  ])("is not spoken to with a certificate %s", async (_what, server, { ca }: { ca?: string }, told) => {
    const { url, folder } = await secured(server);
    const keys = ca === undefined ? {} : { ca: join(folder, ca) };
    await expect(openNatsJournal(url, keys)).rejects.toMatchObject({
      code: "unauthenticated",
      message: expect.stringMatching(told),
    });
  });

  it("is asked for: a server without TLS gets no password where the address begins with tls://", async () => {
    const { url, file } = await closedServer('authorization { user: controller, password: "s3cret" }');
    const credentials = file("password", "controller:s3cret\n");
    await expect(openNatsJournal(url.replace("nats:", "tls:"), { credentials })).rejects.toMatchObject({
      code: "unauthenticated",
      message: expect.stringMatching(/: it speaks no TLS.*nats:\/\//),
    });
  });
});

interface Closed {
  readonly url: string;
  readonly folder: string;
  /** Writes a file; returns its path. */
  readonly file: (name: string, text: string) => string;
}

async function closedServer(more: string): Promise<Closed> {
  const folder = mkdtempSync(join(tmpdir(), "nats-keys-"));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const server = await NatsServer.start(join(folder, "nats"), { more });
  onTestFinished(() => server.kill());
  return { url: server.url, folder, file };
}

async function secured({
  hosts = ["127.0.0.1"],
  lifeMs = HOUR_MS,
}: {
  hosts?: readonly string[];
  lifeMs?: number;
} = {}) {
  const keys = mkdtempSync(join(tmpdir(), "nats-tls-"));
  onTestFinished(() => rmSync(keys, { recursive: true, force: true }));
  const [ca, others] = [await makeCa(), await makeCa()];
  const { cert, key } = await issueServer(ca, hosts, lifeMs);
  const files = { "ca.pem": ca.cert, "others.pem": others.cert, "cert.pem": cert, "key.pem": key };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(keys, name), text);
  const { url } = await closedServer(`tls { cert_file: "${keys}/cert.pem", key_file: "${keys}/key.pem" }`);
  return { url, folder: keys, ca: join(keys, "ca.pem") };
}

async function expectServed(url: string, keys: Parameters<typeof openNatsJournal>[1]): Promise<void> {
  const journal = await openNatsJournal(url, { ...keys, sync: "interval" });
  expect(await journal.sweeps()).toEqual([]);
  await journal.close();
}
