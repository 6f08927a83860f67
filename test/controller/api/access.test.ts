import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { type RequestOptions, request as requestSecure } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  ACTIONS,
  createToken,
  initCertificates,
  revokeToken,
  type Scope,
} from "../../../src/controller/access/index.ts";
import { PAGE_PATHS } from "../../../src/controller/api/page.ts";
import { ROUTES } from "../../../src/controller/api/routes/index.ts";
import { startController } from "../../../src/controller/index.ts";
import { sweepDocument } from "../rpc/stage.ts";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const DOCUMENT = JSON.stringify(sweepDocument());

async function guarded(options: Partial<Parameters<typeof startController>[0]> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-api-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const token = (scope: Scope, lifeMs = 3_600_000) => createToken(folder, { name: null, scopes: [scope], lifeMs });
  return {
    folder,
    token,
    async start(more: Partial<Parameters<typeof startController>[0]> = {}) {
      const all = { state: folder, listen: "127.0.0.1:0", http: "127.0.0.1:0", ...options, ...more };
      const controller = await startController(all);
      onTestFinished(() => controller.stop());
      const url = controller.url ?? "";
      return {
        url,
        ask: (method: string, path: string, asked: RequestOptions & { token?: string; body?: string } = {}) =>
          ask(new URL(path, url), method, asked),
      };
    },
  };
}

async function ask(
  url: URL,
  method: string,
  { token, body, headers, ...options }: RequestOptions & { token?: string; body?: string },
): Promise<Answer> {
  const bearer = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const send = url.protocol === "https:" ? requestSecure : request;
  const sent = send(url, { method, ...options, headers: { ...bearer, ...headers } });
  sent.end(body);
  const [response] = await once(sent, "response");
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

describe("the table of actions", () => {
  const routes = [
    ...ROUTES.map(({ method, path }) => `${method} ${path}`),
    "GET /openapi.json",
    ...PAGE_PATHS.map((path) => `GET ${path}`),
  ];

  it("has every route, and no other", () => {
    expect(
      Object.keys(ACTIONS)
        .filter((action) => !action.startsWith("/"))
        .sort(),
    ).toEqual(routes.sort());
  });

  it("gives what changes something to nobody who may only read", () => {
    const changing = Object.entries(ACTIONS).filter(([, scope]) => scope === "sweeps:read" || scope === "open");
    const posts = changing.map(([action]) => action).filter((action) => !action.startsWith("GET "));
    expect(posts).toEqual(["POST /api/v1/sweeps/{name}/replay", "POST /api/v1/validate", "POST /api/v1/simulate"]);
  });
});

describe("without tokens, on loopback,", () => {
  it("a program does all", async () => {
    const { start } = await guarded();
    const { ask } = await start();
    expect((await ask("POST", "/api/v1/sweeps", { body: DOCUMENT })).status).toBe(201);
    expect((await ask("GET", "/api/v1/sweeps/small")).status).toBe(200);
  });

  it.each([
    ["a page that has its name point here", { host: "attacker.example" }, 421],
    ["a form of another page", { origin: "https://attacker.example", "content-type": "text/plain" }, 403],
    ["a script of another page", { "sec-fetch-site": "cross-site" }, 403],
  ])("%s does nothing", async (_who, headers, status) => {
    const { start } = await guarded();
    const { ask } = await start();
    const answer = await ask("POST", "/api/v1/sweeps", { body: DOCUMENT, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect((await ask("GET", "/api/v1/sweeps/small")).status).toBe(404);
  });

  it("a name that was given at the start is its own", async () => {
    const { start } = await guarded({ hosts: ["Sweeps.example"] });
    const { ask } = await start();
    expect((await ask("GET", "/api/v1/sweeps", { headers: { host: "sweeps.example:80" } })).status).toBe(200);
  });

  it("another page may ask when it was named at the start, and its browser is told so", async () => {
    const { start } = await guarded({ origins: ["https://notebook.example"] });
    const { ask } = await start();
    const preflight = { origin: "https://notebook.example", "access-control-request-method": "POST" };
    expect(await ask("OPTIONS", "/api/v1/sweeps", { headers: preflight })).toMatchObject({
      status: 204,
      headers: { "access-control-allow-origin": "https://notebook.example", vary: expect.stringContaining("origin") },
    });
    const other = await ask("OPTIONS", "/api/v1/sweeps", {
      headers: { ...preflight, origin: "https://attacker.example" },
    });
    expect(other.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

describe("with tokens", () => {
  it("each route answers 401 without one, and to those with another one what it is for, or that nothing of that name is there", async () => {
    const { start, token } = await guarded();
    const agents = token("agents").text;
    const { ask } = await start();
    for (const action of ACTIONS_OF_PEOPLE) {
      const [method = "", path = ""] = action.split(" ");
      const at = path.replace("{name}", "small").replace("{trial}", "0");
      const stranger = await ask(method, at);
      expect([action, stranger.status, stranger.headers["www-authenticate"]]).toEqual([
        action,
        401,
        'Bearer realm="macrosweep"',
      ]);
      expect(JSON.parse(stranger.body)).toMatchObject({ status: 401, code: "unauthenticated" });
      const body = action.endsWith("/replay") ? '{"name":"asha"}' : "";
      const other = await ask(method, at, { token: agents, body });
      expect([action, other.status]).toEqual([action, path.includes("{") ? 404 : 403]);
      const told = path.includes("{")
        ? /^(there is no (sweep|schedule) "small"|no sweep has the label )/
        : /^this needs the scope /;
      expect(JSON.parse(other.body).detail).toMatch(told);
    }
  });

  it("a reader reads, and writes nothing, which needs the scope that he is told; who writes sees too", async () => {
    const { start, token } = await guarded();
    const [reader, writer] = [token("sweeps:read").text, token("sweeps:write").text];
    const { ask } = await start();
    expect((await ask("POST", "/api/v1/sweeps", { token: reader, body: DOCUMENT })).status).toBe(403);
    expect((await ask("POST", "/api/v1/sweeps", { token: writer, body: DOCUMENT })).status).toBe(201);
    expect((await ask("GET", "/api/v1/sweeps/small", { token: reader })).status).toBe(200);
    for (const name of ["small", "none"]) {
      const refused = await ask("DELETE", `/api/v1/sweeps/${name}`, { token: reader });
      expect(refused.status).toBe(403);
      expect(JSON.parse(refused.body).detail).toContain("this needs the scope sweeps:write");
    }
    expect((await ask("POST", "/api/v1/sweeps/none/pause", { token: writer })).status).toBe(404);
    expect((await ask("POST", "/api/v1/sweeps/small/pause", { token: writer })).status).toBe(200);
  });

  it("HEAD asks for the same as GET, and what is nowhere is told so", async () => {
    const { start, token } = await guarded();
    const reader = token("sweeps:read").text;
    const { ask } = await start();
    expect((await ask("HEAD", "/api/v1/sweeps")).status).toBe(401);
    expect((await ask("HEAD", "/api/v1/sweeps", { token: reader })).status).toBe(200);
    expect((await ask("GET", "/api/v1/secrets")).status).toBe(404);
    expect((await ask("GET", "/openapi.json")).status).toBe(200);
  });

  it("a token in the query or a cookie counts for nothing: both stand in logs", async () => {
    const { start, token } = await guarded();
    const admin = token("admin").text;
    const { ask } = await start();
    const headers = { cookie: `token=${admin}`, "x-api-key": admin };
    expect((await ask("GET", `/api/v1/sweeps?token=${admin}&access_token=${admin}`, { headers })).status).toBe(401);
  });

  it("a stream ends when its token is revoked", async () => {
    const { start, token, folder } = await guarded();
    const reader = token("sweeps:read");
    const { url } = await start();
    const sent = request(new URL("/api/v1/events", url), { headers: { authorization: `Bearer ${reader.text}` } }).end();
    const [response] = await once(sent, "response");
    expect(response.statusCode).toBe(200);
    response.resume();
    revokeToken(folder, reader.token.id);
    await expect(once(response, "end")).rejects.toThrow("aborted");
  });

  it("a token that asks too often gets 429 and when it may again; another one is answered", async () => {
    const { start, token } = await guarded();
    const [busy, calm] = [token("sweeps:read").text, token("sweeps:read").text];
    const { ask } = await start();
    const flood = async () => {
      for (let i = 0; i < 400; i++) {
        const { status, headers } = await ask("HEAD", "/openapi.json", { token: busy, agent: undefined });
        if (status === 429) return headers["retry-after"];
      }
      return null;
    };
    const told = await Promise.all(Array.from({ length: 8 }, flood));
    expect(told).toContain("1");
    expect((await ask("GET", "/api/v1/sweeps", { token: calm })).status).toBe(200);
  });
});

const ACTIONS_OF_PEOPLE = Object.entries(ACTIONS).flatMap(([action, scope]) =>
  action.startsWith("/") || scope === "open" ? [] : [action],
);

it("every answer says to browsers that it is nobody else's, and runs no script of a page", async () => {
  const { start, token } = await guarded();
  token("admin");
  const { ask } = await start();
  for (const path of ["/openapi.json", "/api/v1/sweeps", "/api/v1/nowhere"]) {
    const { headers } = await ask("GET", path);
    expect(headers).toMatchObject({
      "content-security-policy": expect.stringMatching(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/),
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  }
});

describe("over TLS", () => {
  async function secured() {
    const { folder, start, token } = await guarded();
    const dir = join(folder, "certs");
    await initCertificates(dir, ["127.0.0.1"], 86_400_000);
    const tls = { cert: join(dir, "server.pem"), key: join(dir, "server-key.pem"), clientCa: join(dir, "ca.pem") };
    return { ...(await start({ tls })), token, ca: readFileSync(join(dir, "ca.pem")), dir };
  }

  it("it answers to those who know its CA, with 1.3 and nothing older, and asks for no certificate", async () => {
    const { url, ask, ca } = await secured();
    expect(url).toMatch(/^https:/);
    expect((await ask("GET", "/openapi.json", { ca })).status).toBe(200);
    await expect(ask("GET", "/openapi.json", {})).rejects.toThrow("certificate");
    await expect(ask("GET", "/openapi.json", { ca, maxVersion: "TLSv1.2" })).rejects.toThrow("protocol version");
  });

  it("it speaks nothing else", async () => {
    const { url } = await secured();
    await expect(ask(new URL(url.replace("https", "http")), "GET", {})).rejects.toThrow();
  });

  it("a new certificate counts for new connections", async () => {
    const { url, ca, dir } = await secured();
    const serial = async () => {
      const { hostname: host, port } = new URL(url);
      const socket = connect({ host, port: Number(port), ca });
      await once(socket, "secureConnect");
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const before = await serial();
    await initCertificates(dir, ["127.0.0.1"], 86_400_000);
    await expect.poll(serial, { timeout: 20_000 }).not.toBe(before);
  });
});
