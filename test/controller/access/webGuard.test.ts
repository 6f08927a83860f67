import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Access, createToken, type Scope, WebGuard } from "../../../src/controller/access/index.ts";

const CREATE = "POST /api/v1/sweeps";
const GET = "GET /api/v1/sweeps/{name}";
const page = {
  method: "GET",
  host: "localhost:7451",
  origin: undefined,
  site: undefined,
  authorization: undefined,
  address: "127.0.0.1",
};

/** A guard over a folder with a token of each of these scopes. */
function guarded(scopes: readonly Scope[] = [], options: Partial<ConstructorParameters<typeof WebGuard>[1]> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-guard-"));
  const tokens = scopes.map((scope) => createToken(folder, { name: null, scopes: [scope], lifeMs: 60_000 }).text);
  const silent = { info() {}, warn() {}, error() {} };
  const access = new Access(folder, null, silent);
  onTestFinished(() => {
    access.close();
    rmSync(folder, { recursive: true });
  });
  return { guard: new WebGuard(access, { hosts: [], origins: [], loopback: true, ...options }), tokens };
}

describe("where nothing is asked", () => {
  it("a program and the page of this server may do all", () => {
    const { guard } = guarded();
    expect(guard.look({ ...page, action: GET })).toMatchObject({ principal: { kind: "anyone" } });
    const own = { ...page, method: "POST", action: CREATE, origin: "http://localhost:7451", site: "same-origin" };
    expect(guard.look(own)).toMatchObject({ principal: { kind: "anyone" } });
  });

  it("a page whose name was made to point here is turned away", () => {
    expect(guarded().guard.look({ ...page, action: GET, host: "attacker.example:7451" })).toMatchObject({
      status: 421,
    });
  });

  it("a form of another page is turned away, and its questions are not answered to it", () => {
    const { guard } = guarded();
    const form = { ...page, method: "POST", action: CREATE, origin: "https://attacker.example", site: "cross-site" };
    expect(guard.look(form)).toMatchObject({ status: 403, detail: expect.stringContaining("attacker.example") });
    expect(guard.sharing("https://attacker.example")).toEqual({});
    expect(guard.preflight("https://attacker.example")).toEqual({});
  });

  it("an action that is in no table is refused", () => {
    expect(guarded().guard.look({ ...page, action: "GET /api/v2/secrets" })).toMatchObject({ status: 403 });
  });
});

describe("where there are tokens", () => {
  const bearer = (token: string | undefined) => `Bearer ${token}`;

  it("a request without one, and one with a wrong one, is told what it lacks as RFC 6750 has it", () => {
    const { guard } = guarded(["sweeps:read"]);
    expect(guard.look({ ...page, action: GET })).toMatchObject({
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="macrosweep"' },
    });
    expect(guard.look({ ...page, action: GET, authorization: "Bearer x" })).toMatchObject({
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="macrosweep", error="invalid_token"' },
    });
  });

  it("who reads may read and not write", () => {
    const { guard, tokens } = guarded(["sweeps:read"]);
    const authorization = bearer(tokens[0]);
    expect(guard.look({ ...page, action: GET, authorization })).toMatchObject({ principal: { kind: "token" } });
    expect(guard.look({ ...page, method: "POST", action: CREATE, authorization })).toMatchObject({
      status: 403,
      code: "forbidden",
      headers: { "www-authenticate": 'Bearer realm="macrosweep", error="insufficient_scope"' },
    });
  });

  it("who may not read is let in to a named thing blindly, also to change it, and to nothing else", () => {
    const { guard, tokens } = guarded(["agents", "sweeps:write"]);
    const look = (action: string, token: string | undefined) =>
      guard.look({ ...page, method: "POST", action, authorization: bearer(token) });
    const pause = "POST /api/v1/sweeps/{name}/pause";
    expect([look(GET, tokens[0]), look(pause, tokens[0])]).toMatchObject([{ sees: false }, { sees: false }]);
    expect([look(GET, tokens[1]), look(pause, tokens[1])]).toMatchObject([{ sees: true }, { sees: true }]);
    expect(look(CREATE, tokens[0])).toMatchObject({
      status: 403,
      detail: expect.stringContaining("this needs the scope sweeps:write"),
    });
  });

  it("any name will do: whoever was lured here has no token", () => {
    const { guard, tokens } = guarded(["sweeps:read"]);
    expect(
      guard.look({ ...page, action: GET, host: "sweeps.example", authorization: bearer(tokens[0]) }),
    ).toMatchObject({ principal: {} });
  });

  it("a token that asks too often is told when it may again, and another one is not", () => {
    const { guard, tokens } = guarded(["sweeps:read", "sweeps:read"]);
    const ask = (token: string | undefined) => guard.look({ ...page, action: GET, authorization: bearer(token) });
    const answers = Array.from({ length: 1_500 }, () => ask(tokens[0]));
    expect(answers.at(-1)).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
    expect(ask(tokens[1])).toMatchObject({ principal: {} });
  });
});

it("an origin that was named at the start may ask, and is told so", () => {
  const { guard } = guarded([], { origins: ["https://notebook.example"] });
  const form = { ...page, method: "POST", action: CREATE, origin: "https://notebook.example", site: "cross-site" };
  expect(guard.look(form)).toMatchObject({ principal: {} });
  expect(guard.sharing("https://notebook.example")).toMatchObject({
    "access-control-allow-origin": "https://notebook.example",
    vary: "origin",
  });
  expect(guard.preflight("https://notebook.example")).toMatchObject({
    "access-control-allow-headers": expect.stringContaining("authorization"),
  });
});
