import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ACTIONS } from "../../../src/controller/access/index.ts";
import {
  identify,
  lapsed,
  mayDo,
  misnamed,
  type Principal,
  type Register,
} from "../../../src/controller/access/principal.ts";
import { SCOPES, type Scope } from "../../../src/controller/access/scopes.ts";
import { drawSecret, hashOf, readSecret } from "../../../src/controller/access/tokens/secret.ts";
import type { Token } from "../../../src/controller/access/tokens/token.ts";

const NOW = Date.parse("2026-06-01");
const DAY = 86_400_000;

function made(more: Partial<Token> = {}): { text: string; token: Token } {
  const secret = drawSecret();
  const times = { createdMs: NOW - DAY, expiresMs: NOW + DAY, revokedMs: null };
  const token = { id: secret.id, sha256: hashOf(secret), name: null, scopes: ["agents" as const], ...times, ...more };
  return { text: secret.text, token };
}

function registerOf(...tokens: Token[]): Register {
  return { tokens: new Map(tokens.map((token) => [token.id, token])), asks: true, ca: "CA", revoked: [] };
}

const whoIs = (authorization: string | undefined, register: Register) =>
  identify({ authorization, certificate: null }, register, NOW);

describe("a token", () => {
  it("is known by its text, and gives its id, its name and its scopes", () => {
    const { text, token } = made({ name: "gpu-1" });
    expect(whoIs(`Bearer ${text}`, registerOf(token))).toEqual({
      kind: "token",
      id: token.id,
      name: "gpu-1",
      scopes: ["agents"],
      expiresMs: NOW + DAY,
    });
  });

  it("has a prefix, an id and a checksum by which a scanner knows it", () => {
    const { id, text } = drawSecret();
    expect(text).toMatch(/^msw_[0-9a-f]{8}_[0-9a-z]{57}$/);
    expect(readSecret(text)).toEqual({ id, text });
    expect(readSecret(text.replace(/.$/, (last) => (last === "0" ? "1" : "0")))).toBeNull();
  });

  const good = made();
  it.each([
    ["none", undefined, "a token is needed: none was sent"],
    ["of another kind", "Basic dXNlcjpwYXNz", "what was sent is no token of macrosweep"],
    ["of a megabyte", `Bearer ${"m".repeat(1_000_000)}`, "what was sent is no token of macrosweep"],
    ["of another controller", `Bearer ${made().text}`, "the token is not known here"],
    ["with the id of one and the secret of another", `Bearer ${withId(good.token.id)}`, "the token is not known here"],
  ])("%s: is nobody's", (_what, authorization, why) => {
    expect(whoIs(authorization, registerOf(good.token))).toEqual({ kind: "nobody", why });
  });

  it.each([
    [{ expiresMs: NOW }, "has expired"],
    [{ revokedMs: NOW - 1 }, "was revoked"],
  ])("%j is nobody's, also beside a certificate that counts", (more, why) => {
    const { text, token } = made(more);
    const certificate = { subject: { CN: "gpu-1" }, valid_to: "Jun  2 00:00:00 2026 GMT", fingerprint256: "AB" };
    const principal = identify({ authorization: `Bearer ${text}`, certificate }, registerOf(token), NOW);
    expect(principal).toEqual({ kind: "nobody", why: `the token ${token.id} ${why}` });
  });

  it("is looked at by nobody where nothing is asked", () => {
    expect(whoIs("Bearer old", { ...registerOf(), asks: false })).toEqual({ kind: "anyone" });
  });

  function withId(id: string): string {
    const body = `msw_${id}_${drawSecret().text.slice(13, 63)}`;
    return body + crc32(body).toString(36).padStart(7, "0");
  }
});

describe("a certificate", () => {
  const certificate = { subject: { CN: "gpu-1" }, valid_to: "Jun  2 00:00:00 2026 GMT", fingerprint256: "AB" };

  it("is an agent's until it ends", () => {
    const principal = identify({ authorization: undefined, certificate }, registerOf(), NOW);
    expect(principal).toMatchObject({ kind: "certificate", name: "gpu-1", scopes: ["agents"], expiresMs: NOW + DAY });
    expect(mayDo(principal, "/macrosweep.v1.AgentService/Session")).toEqual({ kind: "yes" });
    expect(identify({ authorization: undefined, certificate }, registerOf(), NOW + DAY)).toEqual({
      kind: "nobody",
      why: "the certificate of gpu-1 has expired",
    });
  });

  it("is nobody's once it is revoked, but one that was made for the same agent since", () => {
    const revoked = [{ name: "gpu-1", revokedMs: NOW - 1, since: ["CD"] }];
    const shown = (fingerprint256: string, name = "gpu-1") => {
      const credentials = {
        authorization: undefined,
        certificate: { ...certificate, subject: { CN: name }, fingerprint256 },
      };
      return identify(credentials, { ...registerOf(), revoked }, NOW);
    };
    expect(shown("AB")).toEqual({ kind: "nobody", why: "the certificate of gpu-1 was revoked" });
    expect([shown("CD").kind, shown("AB", "gpu-10").kind]).toEqual(["certificate", "certificate"]);
    const before = identify({ authorization: undefined, certificate }, registerOf(), NOW);
    expect(lapsed(before, { ...registerOf(), revoked }, NOW)).toBe("the certificate of gpu-1 was revoked");
  });

  it("without a name, or with several, is nobody's", () => {
    for (const subject of [{}, { CN: "" }, { CN: ["a", "b"] }]) {
      const principal = identify(
        { authorization: undefined, certificate: { ...certificate, subject } },
        registerOf(),
        NOW,
      );
      expect(principal).toEqual({ kind: "nobody", why: "the certificate names nobody (CN)" });
    }
  });
});

describe("who was let in", () => {
  it("is let out when the token is revoked, is gone or ends", () => {
    const { text, token } = made();
    const principal = whoIs(`Bearer ${text}`, registerOf(token));
    expect(lapsed(principal, registerOf(token), NOW)).toBeNull();
    expect(lapsed(principal, registerOf({ ...token, revokedMs: NOW }), NOW)).toBe(`the token ${token.id} was revoked`);
    expect(lapsed(principal, registerOf(), NOW)).toBe(`the token ${token.id} was revoked`);
    expect(lapsed(principal, registerOf(token), NOW + DAY)).toBe(`the token ${token.id} has expired`);
  });

  it("is let out when the CA is another, and when the first token is made", () => {
    const certificate: Principal = {
      kind: "certificate",
      name: "a",
      scopes: ["agents"],
      expiresMs: NOW + DAY,
      ca: "CA",
      fingerprint: "AB",
    };
    expect(lapsed(certificate, registerOf(), NOW)).toBeNull();
    expect(lapsed(certificate, { ...registerOf(), ca: "NEW" }, NOW)).toBe("the CA of the certificates was replaced");
    expect(lapsed({ kind: "anyone" }, registerOf(), NOW)).toBe("a token is needed from now on");
  });
});

describe("the table of actions", () => {
  const holder = (...scopes: Scope[]): Principal => ({
    kind: "token",
    id: "00000000",
    name: null,
    scopes,
    expiresMs: NOW,
  });

  it("lets nobody do what it does not have, not even admin", () => {
    for (const principal of [holder("admin"), { kind: "anyone" } as const])
      expect(mayDo(principal, "/macrosweep.v1.SweepService/Shutdown")).toEqual({
        kind: "no",
        why: "nobody may do this",
      });
    expect(mayDo(holder("admin"), "constructor").kind).toBe("no");
  });

  it.each<[string, Scope | "open"]>(Object.entries(ACTIONS))("%s is for those with %s", (action, scope) => {
    const may = SCOPES.filter((held) => mayDo(holder(held), action).kind === "yes");
    expect(may).toEqual(SCOPES.filter((held) => EXPECTED[scope].includes(held)));
    expect(mayDo({ kind: "nobody", why: "none was sent" }, action).kind).toBe(scope === "open" ? "yes" : "unknown");
  });

  it.each(Object.keys(ACTIONS))("%s: who may see nothing hears of no named thing whether it is there", (action) => {
    const names = action.includes("{") && !action.includes("{file}");
    expect(mayDo(holder("agents"), action).kind === "unseen").toBe(names);
    for (const held of ["sweeps:read", "sweeps:write", "admin"] as const)
      expect(mayDo(holder(held), action).kind).not.toBe("unseen");
  });

  const EXPECTED: Readonly<Record<Scope | "open", readonly Scope[]>> = {
    open: SCOPES,
    "sweeps:read": ["sweeps:read", "sweeps:write", "admin"],
    "sweeps:write": ["sweeps:write", "admin"],
    agents: ["agents", "admin"],
    admin: ["admin"],
  };
});

it("a name binds the agent's", () => {
  const bound: Principal = {
    kind: "certificate",
    name: "gpu-1",
    scopes: ["agents"],
    expiresMs: NOW,
    ca: "",
    fingerprint: "",
  };
  expect(["gpu-1", "gpu-1-0a1b2c3d"].map((agent) => misnamed(bound, agent))).toEqual([null, null]);
  for (const agent of ["gpu-10", "gpu-1-x", "gpu-2-0a1b2c3d", "gpu-1-0a1b2c3d-0a1b2c3d", ""])
    expect(misnamed(bound, agent)).toContain("is for the agent gpu-1");
  expect(misnamed({ ...bound, kind: "token", id: "00000000", name: null } as Principal, "any")).toBeNull();
});
