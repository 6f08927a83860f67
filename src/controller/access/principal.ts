import { createHash, timingSafeEqual } from "node:crypto";
import { actionOf, isAboutNamed } from "./actions.ts";
import { covers, type Scope } from "./scopes.ts";
import { isRevoked, type RevokedAgent } from "./tls/revokedFile.ts";
import { readSecret } from "./tokens/secret.ts";
import type { Token } from "./tokens/token.ts";

/** Who asks. */
export type Principal =
  /** Where nothing is asked for: on loopback before there are tokens, or with --insecure. */
  | { readonly kind: "anyone" }
  | ({ readonly kind: "token" } & Known & { readonly id: string })
  | ({ readonly kind: "certificate" } & Known & { readonly ca: string; readonly fingerprint: string })
  | PodPrincipal
  /** Somebody whose credentials are missing or count for nothing; `why` can be told. */
  | { readonly kind: "nobody"; readonly why: string };

/** The agent in a pod, as the API server of its cluster knows it. */
export interface PodPrincipal {
  readonly kind: "pod";
  /** Of the pod. */
  readonly name: string;
  /** The one sweep that it trains for. */
  readonly sweep: string;
  /** Ms since the Unix epoch. */
  readonly expiresMs: number;
}

interface Known {
  /** Null where the token has none. */
  readonly name: string | null;
  readonly scopes: readonly Scope[];
  /** Ms since the Unix epoch. */
  readonly expiresMs: number;
}

/** What of a peer's certificate counts, once it was checked against the CA. */
export interface PeerCertificate {
  readonly subject: { readonly CN?: string | readonly string[] };
  /** As OpenSSL writes it. */
  readonly valid_to: string;
  /** SHA-256 of all of it, as OpenSSL writes it. */
  readonly fingerprint256: string;
}

/** What a caller shows. */
export interface Credentials {
  /** The header or the metadata `authorization`. */
  readonly authorization: string | undefined;
  /** Null where there is none, or none that the CA has signed. */
  readonly certificate: PeerCertificate | null;
}

/** What is needed to know somebody. */
export interface Register {
  /** By id. */
  readonly tokens: ReadonlyMap<string, Token>;
  /** Whether callers are asked for credentials at all. */
  readonly asks: boolean;
  /** The CA that checks certificates now; changes with it. */
  readonly ca: string;
  /** Whose certificates were revoked. */
  readonly revoked: readonly RevokedAgent[];
}

/** Whose credentials these are. A token that is shown decides, also beside a certificate: one that was revoked is not helped by another key. */
export function identify({ authorization, certificate }: Credentials, register: Register, nowMs: number): Principal {
  if (!register.asks) return { kind: "anyone" };
  if (authorization !== undefined) return byToken(authorization, register.tokens, nowMs);
  if (certificate !== null) return byCertificate(certificate, register, nowMs);
  return { kind: "nobody", why: "a token is needed: none was sent" };
}

// Compared with where no token has this id, so that a guess takes as long as a near miss.
const NO_TOKEN = Buffer.alloc(32);

function byToken(authorization: string, tokens: ReadonlyMap<string, Token>, nowMs: number): Principal {
  const secret = readSecret(/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? "");
  if (secret === null) return { kind: "nobody", why: "what was sent is no token of macrosweep" };
  const token = tokens.get(secret.id);
  const hash = createHash("sha256").update(secret.text).digest();
  const isEqual = timingSafeEqual(hash, token === undefined ? NO_TOKEN : Buffer.from(token.sha256, "hex"));
  if (token === undefined || !isEqual) return { kind: "nobody", why: "the token is not known here" };
  if (token.revokedMs !== null) return { kind: "nobody", why: `the token ${token.id} was revoked` };
  if (token.expiresMs <= nowMs) return { kind: "nobody", why: `the token ${token.id} has expired` };
  const { id, name, scopes, expiresMs } = token;
  return { kind: "token", id, name, scopes, expiresMs };
}

function byCertificate(
  { subject, valid_to, fingerprint256: fingerprint }: PeerCertificate,
  { ca, revoked }: Register,
  nowMs: number,
): Principal {
  const expiresMs = Date.parse(valid_to);
  const { CN: name } = subject;
  if (typeof name !== "string" || name === "") return { kind: "nobody", why: "the certificate names nobody (CN)" };
  if (!(expiresMs > nowMs)) return { kind: "nobody", why: `the certificate of ${name} has expired` };
  if (isRevoked(revoked, name, fingerprint)) return { kind: "nobody", why: wasRevoked(name) };
  return { kind: "certificate", name, scopes: ["agents"], expiresMs, ca, fingerprint };
}

/** Why somebody who was known is so no more: a token or a certificate was revoked, a time is over, the CA was replaced, or callers are asked by now. Null: all is as it was. */
export function lapsed(principal: Principal, register: Register, nowMs: number): string | null {
  switch (principal.kind) {
    case "anyone":
      return register.asks ? "a token is needed from now on" : null;
    case "nobody":
      return principal.why;
    case "token": {
      const token = register.tokens.get(principal.id);
      if (token === undefined || token.revokedMs !== null) return `the token ${principal.id} was revoked`;
      return token.expiresMs > nowMs ? null : `the token ${principal.id} has expired`;
    }
    case "certificate":
      if (principal.ca !== register.ca) return "the CA of the certificates was replaced";
      if (isRevoked(register.revoked, principal.name ?? "", principal.fingerprint))
        return wasRevoked(principal.name ?? "");
      return principal.expiresMs > nowMs ? null : `the certificate of ${principal.name} has expired`;
    case "pod":
      return principal.expiresMs > nowMs ? null : `the token of the pod ${principal.name} has expired`;
  }
}

function wasRevoked(name: string): string {
  return `the certificate of ${name} was revoked`;
}

/**
 * - `yes`
 * - `unknown`: who asks is not known, and might be with other credentials
 * - `no`: who asks is known and may not, or nobody may
 * - `unseen`: it is about a thing by its name, and who asks may not even see it: he is not to hear whether it is there
 */
export type Verdict = { readonly kind: "yes" | "unseen" } | { readonly kind: "unknown" | "no"; readonly why: string };

/** Whether they may do this. An action that the table does not have is nobody's. */
export function mayDo(principal: Principal, action: string): Verdict {
  const asked = actionOf(action);
  if (asked === null) return { kind: "no", why: "nobody may do this" };
  if (asked === "open") return { kind: "yes" };
  switch (principal.kind) {
    case "anyone":
      return { kind: "yes" };
    case "nobody":
      return { kind: "unknown", why: principal.why };
    case "pod":
      return asked === "agents" ? { kind: "yes" } : { kind: "no", why: `${whose(principal)} is for an agent alone` };
    case "token":
    case "certificate":
      if (covers(principal.scopes, asked)) return { kind: "yes" };
      if (isAboutNamed(action) && !covers(principal.scopes, "sweeps:read")) return { kind: "unseen" };
      return {
        kind: "no",
        why: `this needs the scope ${asked}; ${whose(principal)} has ${principal.scopes.join(", ")}`,
      };
  }
}

/**
 * Why an agent may not have this name; null when it may. A name of a token or a certificate binds the agent: its own is that name, or that name
 * with the eight characters that each process of an agent draws.
 */
export function misnamed(principal: Principal, agent: string): string | null {
  if (principal.kind === "anyone" || principal.kind === "nobody") return null;
  const { name } = principal;
  if (name === null || agent === name) return null;
  if (agent.startsWith(`${name}-`) && /^[0-9a-f]{8}$/.test(agent.slice(name.length + 1))) return null;
  return `${whose(principal)} is for the agent ${name}, not for ${agent}: start it with --name ${name}`;
}

/** One word for whoever is counted together; `address` where they are not known. */
export function keyOf(principal: Principal, address: string): string {
  switch (principal.kind) {
    case "token":
      return `token ${principal.id}`;
    case "certificate":
      return `certificate ${principal.name}`;
    case "pod":
      return `pod ${principal.name}`;
    case "anyone":
    case "nobody":
      return `address ${address}`;
  }
}

function whose(principal: Extract<Principal, { kind: "token" | "certificate" | "pod" }>): string {
  switch (principal.kind) {
    case "token":
      return `the token ${principal.id}`;
    case "certificate":
      return "the certificate";
    case "pod":
      return `the token of the pod ${principal.name}`;
  }
}
