import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../../../durableFile.ts";
import { SweepError } from "../../../error.ts";
import { makeFolder } from "../../../makeFolder.ts";
import type { Issued } from "./certificates.ts";
import { noteIssued, revokeAgent, revokedFileOf } from "./revokedFile.ts";

/** The files of a certificate. */
export interface IssuedFiles {
  readonly cert: string;
  readonly key: string;
}

/** What `certs init` has made. */
export interface OwnCa {
  readonly ca: IssuedFiles;
  /** Whether the CA was there already. */
  readonly existing: boolean;
  readonly server: IssuedFiles;
}

/**
 * Makes a private CA in a folder, unless one is there, and a new certificate of a server for these hosts. A controller that uses the old one takes
 * the new one by itself.
 * @throws SweepError `invalid` for a folder that cannot be written to, or a CA that cannot be read
 */
export async function initCertificates(folder: string, hosts: readonly string[], lifeMs: number): Promise<OwnCa> {
  // Loaded here: it takes a tenth of the time in which a controller starts, and controllers make none.
  const { issueServer, makeCa } = await import("./certificates.ts");
  const ca = filesOf(folder, "ca");
  const existing = existsSync(ca.cert) || existsSync(ca.key);
  if (!existing) write(folder, "ca", await makeCa());
  const server = write(folder, "server", await issueServer(readCa(folder), hosts, lifeMs));
  return { ca, existing, server };
}

/**
 * Makes a certificate of the agent `name`, signed by the folder's CA; one that was there is replaced.
 * @throws SweepError `notFound` without a CA, `invalid` for a name that is none and for a folder that cannot be written to
 */
export async function issueAgentCertificate(folder: string, name: string, lifeMs: number): Promise<IssuedFiles> {
  checkName(name);
  const { issueAgent } = await import("./certificates.ts");
  const issued = await issueAgent(readCa(folder), name, lifeMs);
  // Before anybody can show it.
  noteIssued(revokedFileIn(folder), name, new X509Certificate(issued.cert).fingerprint256);
  return write(folder, name, issued);
}

/** What `certs revoke` has done. */
export interface RevokedFiles {
  /** Where it stands. */
  readonly file: string;
  /** Whether a certificate of this name lies in the folder: else the name may be another. */
  readonly known: boolean;
}

/**
 * Revokes every certificate that the folder's CA has signed for the agent `name`; one that is made from then on counts. A controller whose --client-ca is
 * in the folder takes note within seconds.
 * @throws SweepError as `issueAgentCertificate`
 */
export function revokeAgentCertificates(folder: string, name: string): RevokedFiles {
  checkName(name);
  readCa(folder);
  const file = revokedFileIn(folder);
  try {
    revokeAgent(file, name, Date.now());
  } catch (cause) {
    throw cause instanceof SweepError ? cause : unusable(folder, cause);
  }
  return { file, known: existsSync(filesOf(folder, name).cert) };
}

function revokedFileIn(folder: string): string {
  return revokedFileOf(filesOf(folder, "ca").cert);
}

function checkName(name: string): void {
  if (NAME.test(name) && name !== "ca" && name !== "server") return;
  const rule = "must be letters, digits, dots, dashes and underscores, at most 63, and neither ca nor server";
  throw new SweepError("invalid", `NAME: ${JSON.stringify(name.slice(0, 80))} ${rule}`);
}

// It is also the name of two files.
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

function filesOf(folder: string, name: string): IssuedFiles {
  return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}-key.pem`) };
}

function readCa(folder: string): Issued {
  const { cert, key } = filesOf(folder, "ca");
  try {
    return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
  } catch (cause) {
    const advice = "make one with: macrosweep certs init --dir";
    throw new SweepError("notFound", `${folder}: has no CA of its own (${cert}, ${key}); ${advice} ${folder}`, {
      cause,
    });
  }
}

function write(folder: string, name: string, { cert, key }: Issued): IssuedFiles {
  const files = filesOf(folder, name);
  try {
    makeFolder(folder);
    // The key first: whoever waits for the certificate finds both.
    replaceFile(files.key, key, 0o600);
    replaceFile(files.cert, cert, 0o644);
    return files;
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

function unusable(folder: string, cause: unknown): SweepError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SweepError("invalid", `${folder}: must be a folder that this user can write to (${why})`, { cause });
}
