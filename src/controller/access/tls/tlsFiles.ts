import { constants, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { invalid, type Mistake, type SweepError } from "../../../error.ts";
import { loadRevoked, type RevokedAgent, revokedFileOf } from "./revokedFile.ts";

/** Paths of PEM files. Beside `clientCa` stands which of its certificates were revoked (`revokedFile.ts`). */
export interface TlsFiles {
  /** The server's certificate, with those between it and the root after it. */
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of agents; null: nobody, and none is asked for. */
  readonly clientCa: string | null;
}

/** What a server needs to speak TLS, from files that fit each other. */
export interface TlsContext {
  readonly options: SecureContextOptions;
  /** When the server's certificate ends, in ms since the Unix epoch. */
  readonly expiresMs: number;
  /** Who signs certificates of clients, as PEM; "" for nobody. */
  readonly ca: string;
  /** Whose certificates were revoked. */
  readonly revoked: readonly RevokedAgent[];
  /** Differs whenever one of the files does. */
  readonly stamp: string;
}

/** @throws SweepError `invalid` for files that cannot be read, are no PEM, or do not belong together */
export function readTls({ cert, key, clientCa }: TlsFiles): TlsContext {
  const mistakes: Mistake[] = [];
  const read = (option: string, path: string) => readOrSay(option, path, mistakes);
  const certText = read("--tls-cert", cert);
  const keyText = read("--tls-key", key);
  const caText = clientCa === null ? "" : read("--client-ca", clientCa);
  const revoked = clientCa === null ? [] : loadRevoked(revokedFileOf(clientCa));
  const leaf = firstOf("--tls-cert", cert, certText, mistakes);
  if (clientCa !== null) firstOf("--client-ca", clientCa, caText, mistakes);
  if (mistakes.length > 0 || leaf === null) throw invalid(mistakes);
  const options: SecureContextOptions = {
    cert: certText,
    key: keyText,
    ...(clientCa === null ? {} : { ca: caText }),
    minVersion: "TLSv1.3",
    // A session that is resumed is checked against no CA, and in Node.js one without a certificate then counts as authorized.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    throw mismatch(key, cert, cause);
  }
  return {
    options,
    expiresMs: Date.parse(leaf.validTo),
    ca: caText,
    revoked,
    stamp: JSON.stringify([certText, keyText, caText, revoked]),
  };
}

function readOrSay(option: string, path: string, mistakes: Mistake[]): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    mistakes.push({ path: option, value: path, rule: `cannot be read (${messageOf(cause)})` });
    return "";
  }
}

function firstOf(option: string, path: string, pem: string, mistakes: Mistake[]): X509Certificate | null {
  if (pem === "") return null;
  try {
    return new X509Certificate(pem);
  } catch {
    mistakes.push({ path: option, value: path, rule: "must be a file of certificates in PEM" });
    return null;
  }
}

function mismatch(key: string, cert: string, cause: unknown): SweepError {
  return invalid([{ path: "--tls-key", value: key, rule: `must be the key of ${cert} in PEM (${messageOf(cause)})` }]);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
