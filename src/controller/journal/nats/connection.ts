import { readFileSync } from "node:fs";
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, credsAuthenticator, type NatsConnection, type NodeConnectionOptions } from "@nats-io/transport-node";
import { SweepError } from "../../../error.ts";
import type { NatsPlace } from "./place.ts";

/** How to come into a NATS server. */
export interface NatsKeys {
  /** A file of credentials as `nsc` writes it, or with one line USER:PASSWORD. */
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
    throw refused(place, cause);
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
    ...(place.tls || ca !== undefined ? { tls: ca === undefined ? {} : { ca: readKey("journal-ca", ca) } } : {}),
  };
}

function identity(file: string): NodeConnectionOptions {
  const text = readKey("journal-credentials", file);
  if (text.includes("BEGIN NATS USER JWT"))
    return { authenticator: credsAuthenticator(new TextEncoder().encode(text)) };
  const match = /^([^:\s]+):(\S+)\s*$/.exec(text);
  if (match === null) {
    throw new SweepError(
      "invalid",
      `journal-credentials: ${file} must be a .creds file, or have one line USER:PASSWORD`,
    );
  }
  return { user: match[1] ?? "", pass: match[2] ?? "" };
}

function readKey(option: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new SweepError("invalid", `${option}: ${file} cannot be read (${String(cause)})`, { cause });
  }
}

function refused(place: NatsPlace, cause: unknown): SweepError {
  if (cause instanceof SweepError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  if (/authoriz|authenti/i.test(why)) {
    const advice = "name the file of credentials of an account with JetStream: --journal-credentials FILE";
    return new SweepError("unauthenticated", `${place.name}: the server lets nobody in so (${why}); ${advice}`, {
      cause,
    });
  }
  return new SweepError("unavailable", `${place.name}: no server can be reached (${why})`, { cause });
}

function checkVersion(place: NatsPlace, version: string): void {
  const parts = version.split(/[.-]/).map(Number);
  const differing = OLDEST.findIndex((part, i) => parts[i] !== part);
  if (differing < 0 || (parts[differing] ?? 0) > (OLDEST[differing] ?? 0)) return;
  throw new SweepError(
    "unsupported",
    `${place.name}: nats-server is ${version} and must be at least ${OLDEST.join(".")}: update it`,
  );
}
