import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from "@nats-io/jetstream";
import {
  connect,
  credsAuthenticator,
  type NatsConnection,
  type NodeConnectionOptions,
  nkeyAuthenticator,
} from "@nats-io/transport-node";
import { SweepError } from "../../../error.ts";
import type { NatsPlace } from "./place.ts";

/** How to come into a NATS server. */
export interface NatsKeys {
  /** A file of credentials as `nsc` writes it, or with one line: USER:PASSWORD, the seed of an NKEY, or a token. */
  readonly credentials?: string | undefined;
  /** A file with the certificates of the CAs that may have signed the server's, as PEM. */
  readonly ca?: string | undefined;
}

/** A connection that comes back by itself for as long as it is not closed. */
export interface Connected {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
}

// The first that has what batches need: replies to a fenced append that was sent twice are right in a cluster from here on.
const OLDEST = [2, 10, 23] as const;

/** For an answer of the server, in ms; a commit to a slow disk is asked for again after that. */
export const ANSWER_MS = 2_000;

/**
 * Connects to a server that is new enough and has JetStream.
 * @throws SweepError `unavailable` when none can be reached, `unauthenticated` when it lets nobody in with these keys, `invalid` for files that cannot be
 *   read, `unsupported` for a server that is too old or has no JetStream
 */
export async function connectTo(place: NatsPlace, keys: NatsKeys): Promise<Connected> {
  const nc = await connect(optionsOf(place, keys)).catch((cause: unknown) => {
    throw refused(place, keys, cause);
  });
  try {
    checkVersion(place, nc.info?.version ?? "0");
    // The account is asked by checking the stream.
    const jsm = await jetstreamManager(nc, { checkAPI: false, timeout: ANSWER_MS });
    return { nc, jsm, js: jetstream(nc, { timeout: ANSWER_MS }) };
  } catch (error) {
    await nc.close();
    throw error;
  }
}

function optionsOf(place: NatsPlace, { credentials, ca }: NatsKeys): NodeConnectionOptions {
  const signers = ca === undefined ? {} : { ca: readKey("journal-ca", ca) };
  const trust = { ...signers, checkServerIdentity: identityOf(place) };
  return {
    servers: [...place.servers],
    name: "macrosweep controller",
    timeout: 5_000,
    reconnectTimeWait: 250,
    maxReconnectAttempts: -1,
    // A server whose keys are being changed lets nobody in for a moment.
    ignoreAuthErrorAbort: true,
    // A server that was cut off is noticed within 10 s.
    pingInterval: 5_000,
    maxPingOut: 1,
    noAsyncTraces: true,
    ...(credentials === undefined ? {} : identity(credentials)),
    ...(place.tls || ca !== undefined ? { tls: trust } : {}),
  };
}

function identity(file: string): NodeConnectionOptions {
  const text = readKey("journal-credentials", file);
  if (text.includes("BEGIN NATS USER JWT"))
    return { authenticator: credsAuthenticator(new TextEncoder().encode(text)) };
  const word = text.trim();
  if (!/^\S+$/.test(word)) {
    const rule = "must be a .creds file, or have one line: USER:PASSWORD, a token, or an NKEY's seed (SU...)";
    throw new SweepError("invalid", `journal-credentials: ${file} ${rule}`);
  }
  if (/^SU[A-Z2-7]{56}$/.test(word)) return { authenticator: nkeyAuthenticator(new TextEncoder().encode(word)) };
  const [, user, pass] = /^([^:]+):(.+)$/.exec(word) ?? [];
  return user === undefined || pass === undefined ? { token: word } : { user, pass };
}

function readKey(option: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new SweepError("invalid", `${option}: ${file} cannot be read (${String(cause)})`, { cause });
  }
}

/**
 * The transport gives no name for a server that is named by its IP address, and Node.js then holds the certificate against "localhost": it is to be of one of
 * the addresses that were named.
 */
function identityOf({ servers }: NatsPlace): (name: string, cert: PeerCertificate) => Error | undefined {
  const hosts = servers.map((server) => server.replace(/:\d+$/, "").replaceAll(/[[\]]/g, ""));
  const nameless = hosts.filter((host) => isIP(host) !== 0 || host === "localhost");
  return (name, cert) => {
    const wrong = (name === "localhost" ? nameless : [name]).map((host) => checkServerIdentity(host, cert));
    return wrong.includes(undefined) ? undefined : wrong[0];
  };
}

function refused({ name }: NatsPlace, { credentials, ca }: NatsKeys, cause: unknown): SweepError {
  if (cause instanceof SweepError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const told = (what: string) => new SweepError("unauthenticated", `${name}: ${what}`, { cause });
  if (/authoriz|authenti/i.test(why)) {
    const unnamed = "name the file of credentials of an account with JetStream: --journal-credentials FILE";
    const advice = credentials === undefined ? unnamed : `the file ${credentials} is not what it knows`;
    return told(`the server lets nobody in so (${why}); ${advice}`);
  }
  if (code === "CERT_HAS_EXPIRED") return told("its certificate has expired: issue it a new one");
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return told(`its certificate is of another host (${why}): name the server as the certificate does`);
  if (UNTRUSTED.test(code)) {
    const advice =
      ca === undefined ? "name the CA that has signed it: --journal-ca FILE" : `no CA of ${ca} has signed it`;
    return told(`its certificate is not trusted (${code}): ${advice}`);
  }
  if (/does not support 'tls'/.test(why))
    return told("it speaks no TLS: give it a certificate, or name it by nats:// and without --journal-ca");
  return new SweepError("unavailable", `${name}: no server can be reached (${why})`, { cause });
}

const UNTRUSTED = /UNABLE_TO_|SELF_SIGNED|CERT_SIGNATURE|CERT_UNTRUSTED|INVALID_CA/;

function checkVersion(place: NatsPlace, version: string): void {
  const parts = version.split(/[.-]/).map(Number);
  const differing = OLDEST.findIndex((part, i) => parts[i] !== part);
  if (differing < 0 || (parts[differing] ?? 0) > (OLDEST[differing] ?? 0)) return;
  throw new SweepError(
    "unsupported",
    `${place.name}: nats-server is ${version} and must be at least ${OLDEST.join(".")}: update it`,
  );
}
