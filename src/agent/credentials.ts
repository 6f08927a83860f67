import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { type ChannelCredentials, credentials, Metadata } from "@grpc/grpc-js";
import { invalid, type Mistake, SweepError } from "../error.ts";

/** How an agent knows its controller, and shows who it is. Paths of PEM files; each is read again for each connection. */
export interface CredentialOptions {
  /** Who signs the controller's certificate; "system": those that this machine trusts. Left out: no TLS. */
  readonly ca?: string | undefined;
  /** The agent's own certificate, and its key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** A file with the token. */
  readonly tokenFile?: string | undefined;
  /** The token itself, where there is no file. */
  readonly token?: string | undefined;
  /** Sends the token to other machines also without TLS. */
  readonly insecure?: boolean | undefined;
}

/** What one connection is made with. */
export interface Shown {
  readonly channel: ChannelCredentials;
  /** With the token, where there is one. */
  readonly metadata: Metadata;
}

/** What does not go together, before anything is read. */
export function checkCredentials(
  controller: string,
  { ca, cert, key, tokenFile, token, insecure }: CredentialOptions,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const says = (path: string, value: unknown, rule: string) => mistakes.push({ path, value, rule });
  if ((cert === undefined) !== (key === undefined)) says("--cert and --key", undefined, "come together");
  if (cert !== undefined && ca === undefined)
    says("--cert", cert, "needs --ca, the CA of the controller's certificate");
  const hasToken = tokenFile !== undefined || token !== undefined;
  if (hasToken && ca === undefined && insecure !== true && !isHere(controller))
    says(
      "--controller",
      controller,
      "would get the token where others can read it; give the CA of its certificate with --ca, or say --insecure",
    );
  return mistakes;
}

/** @throws SweepError `invalid` for a file that cannot be read or is not what it should be */
export function show({ ca, cert, key, tokenFile, token }: CredentialOptions): Shown {
  const metadata = new Metadata();
  const shown = tokenFile === undefined ? token : read("--token-file", tokenFile).trim();
  if (shown !== undefined) metadata.set("authorization", `Bearer ${checkToken(shown, tokenFile)}`);
  if (ca === undefined) return { channel: credentials.createInsecure(), metadata };
  const files = {
    ...(ca === "system" ? {} : { ca: read("--ca", ca) }),
    ...(cert === undefined || key === undefined ? {} : { cert: read("--cert", cert), key: read("--key", key) }),
  };
  try {
    const context = createSecureContext({ ...files, minVersion: "TLSv1.3" });
    return { channel: credentials.createFromSecureContext(context), metadata };
  } catch (cause) {
    const rule = `must be certificates and the key of the first in PEM (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new SweepError("invalid", `--ca, --cert, --key: ${rule}`, { cause });
  }
}

function read(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const rule = `cannot be read (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new SweepError("invalid", `${option}: ${JSON.stringify(path)} ${rule}`, { cause });
  }
}

// What is no token could be anything, such as a key: it is not shown.
function checkToken(token: string, file: string | undefined): string {
  // In a pod it may be that of the service account, which the controller asks the cluster about.
  if (/^msw_[0-9a-z_]{1,100}$/.test(token) || /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return token;
  throw invalid([
    {
      path: file === undefined ? "MACROSWEEP_TOKEN" : `--token-file ${file}`,
      value: undefined,
      rule: "must be a token, which begins with msw_ or is that of a service account",
    },
  ]);
}

function isHere(controller: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\]):\d+$/.test(controller);
}
