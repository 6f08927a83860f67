import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { replaceFile } from "../../../durableFile.ts";
import { invalid, SweepError } from "../../../error.ts";
import { makeFolder } from "../../../makeFolder.ts";
import type { Scope } from "../scopes.ts";
import { drawSecret, hashOf } from "./secret.ts";
import { readTokens, type Token, writeTokens } from "./token.ts";

/** Where the tokens of a state folder are kept. */
export function tokenFileOf(state: string): string {
  return join(state, "tokens.json");
}

/** What a new token is for. */
export interface NewToken {
  readonly name: string | null;
  readonly scopes: readonly Scope[];
  /** From now on. */
  readonly lifeMs: number;
}

/**
 * Makes a token; its text is in the answer and nowhere else. Works while a controller runs on the folder, which reads it within a second.
 * @throws SweepError `invalid` for a folder that cannot be written to, or a file that is none of tokens
 */
export function createToken(state: string, { name, scopes, lifeMs }: NewToken): { token: Token; text: string } {
  return changed(state, (tokens, nowMs) => {
    const secret = drawUnused(tokens);
    const times = { createdMs: nowMs, expiresMs: nowMs + lifeMs, revokedMs: null };
    const token = { id: secret.id, sha256: hashOf(secret), name, scopes, ...times };
    return { tokens: [...tokens, token], answer: { token, text: secret.text } };
  });
}

/**
 * Ends a token; it stays in the list. One that was revoked stays so, since then.
 * @throws SweepError `notFound` for an id that no token has
 */
export function revokeToken(state: string, id: string): Token {
  return changed(state, (tokens, nowMs) => {
    const known = tokens.find((token) => token.id === id);
    if (known === undefined) throw new SweepError("notFound", `no token of ${state} has the id ${JSON.stringify(id)}`);
    const revoked = { ...known, revokedMs: known.revokedMs ?? nowMs };
    return { tokens: tokens.map((token) => (token === known ? revoked : token)), answer: revoked };
  });
}

/**
 * The tokens of a folder, in the order of their creation; null where none was ever made.
 * @throws SweepError `invalid` for a file that is none of tokens, or that others may write to
 */
export function loadTokens(state: string): readonly Token[] | null {
  const file = tokenFileOf(state);
  try {
    // What others may write to, they may also give themselves rights in.
    if ((statSync(file).mode & 0o022) !== 0)
      throw invalid([{ path: file, value: undefined, rule: "must be writable by its owner alone (chmod 600)" }]);
    return readTokens(readFileSync(file, "utf8"), file);
  } catch (cause) {
    if (cause instanceof SweepError) throw cause;
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw unusable(state, cause);
  }
}

interface Change<A> {
  readonly tokens: readonly Token[];
  readonly answer: A;
}

function changed<A>(state: string, change: (tokens: readonly Token[], nowMs: number) => Change<A>): A {
  const lock = takeTurn(state);
  try {
    const { tokens, answer } = change(loadTokens(state) ?? [], Date.now());
    replaceFile(tokenFileOf(state), writeTokens(tokens), 0o600);
    return answer;
  } catch (cause) {
    throw cause instanceof SweepError ? cause : unusable(state, cause);
  } finally {
    lock.close();
  }
}

// Longer than any number of scripts that make tokens at once.
const TURN_MS = 10_000;

/** The system's lock on a file beside it, which ends with the process. */
function takeTurn(state: string): Database.Database {
  try {
    makeFolder(state);
    const lock = new Database(join(state, "tokens.lock"), { timeout: TURN_MS });
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (cause) {
    throw unusable(state, cause);
  }
}

function drawUnused(tokens: readonly Token[]): ReturnType<typeof drawSecret> {
  const secret = drawSecret();
  return tokens.some(({ id }) => id === secret.id) ? drawUnused(tokens) : secret;
}

function unusable(state: string, cause: unknown): SweepError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SweepError("invalid", `${state}: must be a folder that this user can write to (${why})`, { cause });
}
