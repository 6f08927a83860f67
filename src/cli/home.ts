import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SweepError } from "../error.ts";
import { type Client, clientOf } from "./client.ts";
import { config, DEFAULT_URL } from "./config.ts";
import { type Connection, isPrivate } from "./http.ts";
import { leadingOf } from "./leading.ts";

/** How often it is looked who holds a folder, of whom nobody is there; many commands may take turns. */
const TRIES = 100;
const PAUSE_MS = 100;

/** Where a command asks for sweeps. */
export interface HomeOptions {
  /** Of a controller; of several with a standby all, with commas between them. */
  readonly url?: string;
  /** A state folder. */
  readonly state: string;
  /** File with the token for `url`. */
  readonly tokenFile?: string;
  /** Who signs the certificate of `url`: a file, or "system". */
  readonly ca?: string;
  /** Sends the token to other machines also without TLS. */
  readonly insecure?: boolean;
}

/** Whom a command has found. */
export interface Home {
  readonly client: Client;
  readonly connection: Connection;
  /** host:port for agents of the controller that runs there; null where none does, or it does not say. */
  readonly agents: string | null;
  /** Whether a controller runs there, or only its folder is read. */
  readonly runs: boolean;
}

/**
 * Finds who knows the sweeps, does the work with it and lets go of it: the controller that is named, else the one that holds the state folder, whose
 * address stands there, else the folder's journal by itself; and where there is no such folder, the controller that listens where they do by default.
 *
 * @throws SweepError `unavailable` when nobody can be found
 */
export async function atHome<T>(options: HomeOptions, work: (home: Home) => Promise<T>): Promise<T> {
  const named = options.url ?? config.url;
  const asked = (url: string): Home => ({ ...speaking(connectionTo(url, options)), agents: null, runs: true });
  if (named !== undefined) {
    const [first = "", ...others] = named.split(",");
    const connections = [connectionTo(first, options), ...others.map((url) => connectionTo(url, options))] as const;
    return work({ ...speaking(await leadingOf(connections)), agents: null, runs: true });
  }
  if (!["journal.db", "journal.json"].some((file) => existsSync(join(options.state, file))))
    return besides(options.state, () => work(asked(DEFAULT_URL)));
  const { openHome } = await import("../controller/index.ts");
  for (let tries = 1; ; tries++) {
    const home = await openHome(options.state);
    const [agents, runs] = home.kind === "held" ? [home.agents, true] : [null, false];
    try {
      return await work({ ...speaking(connectionAt(home)), agents, runs });
    } catch (cause) {
      if (home.kind === "opened" || !isSilence(cause)) throw cause;
      // What stands there is where an earlier one was: the folder is held by a command that has it for a moment.
      if (!isRefused(cause) || tries === TRIES)
        throw new SweepError("unavailable", heldInSilence(options.state), { cause });
    } finally {
      if (home.kind === "opened") await home.close();
    }
    await sleep(PAUSE_MS);
  }
}

/** Asks another one, and where nobody is there says that the folder had nothing either: most often it was another folder that was meant. */
async function besides<T>(state: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof SweepError) || cause.code !== "unavailable") throw cause;
    const nothing = `"${state}" holds no sweeps (--state names another folder)`;
    throw new SweepError("unavailable", `${nothing}, and ${cause.message}`, { cause });
  }
}

/** Whether nobody has answered, and not a controller that cannot do its work. */
function isSilence(error: unknown): error is SweepError {
  return error instanceof SweepError && error.code === "unavailable" && error.cause !== undefined;
}

/** Whether nobody was there to take the connection, so that nothing was said. */
function isRefused({ cause }: SweepError): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}

/** What to say of a controller that is there and does not answer. */
export function heldInSilence(state: string): string {
  return `the controller that holds ${state} does not answer; where it was stopped with Ctrl-Z, fg lets it go on`;
}

/** How to speak with the controller at a URL, with the token and the CA that are given for it. @throws SweepError `invalid` when it is none */
function connectionTo(
  url: string,
  { tokenFile = config.tokenFile, ca = config.ca, insecure }: HomeOptions,
): Connection {
  const isUrl = /^https?:\/\/[^\s]+$/.test(url) && URL.canParse(url);
  if (!isUrl) throw new SweepError("invalid", `--url: "${url}" must be a URL such as ${DEFAULT_URL}`);
  const token = tokenFile === undefined ? config.token : readFileOf("--token-file", tokenFile).trim();
  if (token === undefined) return { url, headers: {}, ...trusting(ca) };
  if (!/^[\x21-\x7e]+$/.test(token)) throw new SweepError("invalid", "the token: must be one word, such as msw_...");
  if (insecure !== true && !isPrivate(new URL(url))) {
    const why = "would get the token where others can read it; ask by https, or say --insecure";
    throw new SweepError("invalid", `--url: "${url}" ${why}`);
  }
  return { url, headers: bearer(token), ...trusting(ca) };
}

/** How to speak with the controller of a state folder: it says so to whoever may read the folder. */
export function connectionAt({ url, token, cert = "" }: { url: string; token: string; cert?: string }): Connection {
  return { url, headers: bearer(token), ...(cert === "" ? {} : { ca: cert, pinned: true }) };
}

function speaking(connection: Connection): Pick<Home, "client" | "connection"> {
  return { client: clientOf(connection), connection };
}

function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

function trusting(ca: string | undefined): Pick<Connection, "ca"> {
  return ca === undefined || ca === "system" ? {} : { ca: readFileOf("--ca", ca) };
}

function readFileOf(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SweepError("invalid", `${option}: "${path}" cannot be read (${why})`, { cause });
  }
}
