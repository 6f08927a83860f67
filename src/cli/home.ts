import { existsSync } from "node:fs";
import { join } from "node:path";
import { SweepError } from "../error.ts";
import { type Client, clientOf } from "./client.ts";
import { config, DEFAULT_URL } from "./config.ts";
import type { Connection } from "./http.ts";

/** Where a command asks for sweeps. */
export interface HomeOptions {
  /** Of a controller. */
  readonly url?: string;
  /** A state folder. */
  readonly state: string;
}

/** Whom a command has found. */
export interface Home {
  readonly client: Client;
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
  if (named !== undefined) return work(running(named, null));
  if (!existsSync(join(options.state, "journal.db"))) return work(running(DEFAULT_URL, null));
  const { openHome } = await import("../controller/index.ts");
  const home = await openHome(options.state);
  if (home.kind === "held") return work(running(home.url, home.agents));
  try {
    return await work({ client: clientOf(connectionTo(home.url)), agents: null, runs: false });
  } finally {
    await home.close();
  }
}

/** How to speak with the controller at a URL. @throws SweepError `invalid` when it is none */
export function connectionTo(url: string): Connection {
  const isUrl = /^https?:\/\/[^\s]+$/.test(url) && URL.canParse(url);
  if (!isUrl) throw new SweepError("invalid", `--url: "${url}" must be a URL such as ${DEFAULT_URL}`);
  return { url, headers: {} };
}

function running(url: string, agents: string | null): Home {
  return { client: clientOf(connectionTo(url)), agents, runs: true };
}
