import { statSync } from "node:fs";
import { SweepError } from "../../../error.ts";
import type { Log } from "../log.ts";
import { drawSecret, hashOf, type Secret } from "./secret.ts";
import type { Token } from "./token.ts";
import { loadTokens, tokenFileOf } from "./tokenFile.ts";

// A revoked token works for so long at most, and one look is one stat.
const LOOK_MS = 1_000;

/**
 * The tokens of a state folder as they stand now. A file that cannot be read leaves those from before, and says so; one that is gone leaves none:
 * whoever wants to be asked for nothing again starts the controller again.
 */
export class TokenRegister {
  readonly #state: string;
  readonly #log: Log;
  readonly #own: { readonly secret: Secret; readonly token: Token };
  readonly #timer: NodeJS.Timeout;
  #seen: string;
  #tokens: ReadonlyMap<string, Token>;
  #asks: boolean;

  /** @throws SweepError `invalid` for a file that is none of tokens */
  constructor(state: string, log: Log) {
    this.#state = state;
    this.#log = log;
    this.#own = drawOwn();
    this.#seen = stampOf(state);
    const tokens = loadTokens(state);
    this.#asks = tokens !== null;
    this.#tokens = this.#index(tokens ?? []);
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** By id, with the controller's own. */
  get tokens(): ReadonlyMap<string, Token> {
    return this.#tokens;
  }

  /** Whether there is a file of tokens, or was one since the start. */
  get asks(): boolean {
    return this.#asks;
  }

  /** A token for the controller's own process and what it starts; it lives as long and is written nowhere. */
  get own(): string {
    return this.#own.secret.text;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const stamp = stampOf(this.#state);
    if (stamp === this.#seen) return;
    this.#seen = stamp;
    const file = tokenFileOf(this.#state);
    try {
      const tokens = loadTokens(this.#state);
      this.#asks ||= tokens !== null;
      this.#tokens = this.#index(tokens ?? []);
      this.#log.info({ file, tokens: tokens?.length ?? 0 }, "tokens read again");
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      this.#log.error({ file, reason: error.message }, "the tokens cannot be read; those from before hold");
    }
  }

  #index(tokens: readonly Token[]): ReadonlyMap<string, Token> {
    return new Map([...tokens, this.#own.token].map((token) => [token.id, token]));
  }
}

function drawOwn(): { secret: Secret; token: Token } {
  const secret = drawSecret();
  const times = { createdMs: 0, expiresMs: Number.MAX_SAFE_INTEGER, revokedMs: null };
  return { secret, token: { id: secret.id, sha256: hashOf(secret), name: null, scopes: ["admin"], ...times } };
}

/** Changes with the file; a file that was renamed over another has another inode. */
function stampOf(state: string): string {
  try {
    const stat = statSync(tokenFileOf(state), { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? "none" : `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
  } catch (error) {
    // Reading it says why.
    return String(error);
  }
}
