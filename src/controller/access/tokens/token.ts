import { invalid, type Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";
import { SCOPES, type Scope } from "../scopes.ts";

/** What is kept of a token. Times in ms since the Unix epoch. */
export interface Token {
  readonly id: string;
  /** Of the whole token, as hex. */
  readonly sha256: string;
  readonly name: string | null;
  readonly scopes: readonly Scope[];
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly revokedMs: number | null;
}

/**
 * Reads what `writeTokens` wrote.
 * @param file names it in messages
 * @throws SweepError `invalid` for anything else
 */
export function readTokens(text: string, file: string): readonly Token[] {
  const mistakes: Mistake[] = [];
  const tokens = listIn(text, file).map((raw, i) => readToken(raw, `${file}: tokens[${i}]`, mistakes));
  if (mistakes.length > 0) throw invalid(mistakes);
  return tokens;
}

export function writeTokens(tokens: readonly Token[]): string {
  return `${JSON.stringify({ tokens }, null, 2)}\n`;
}

function listIn(text: string, file: string): readonly unknown[] {
  try {
    const { tokens } = JSON.parse(text);
    if (Array.isArray(tokens)) return tokens;
  } catch {
    // Said below, for all that it is not.
  }
  throw invalid([{ path: file, value: undefined, rule: 'must be JSON with a list "tokens"' }]);
}

function readToken(raw: unknown, path: string, mistakes: Mistake[]): Token {
  const fields = new Fields(raw, path, mistakes);
  const time = { min: 0 };
  const token = {
    id: matching(fields, "id", /^[0-9a-f]{8}$/),
    sha256: matching(fields, "sha256", /^[0-9a-f]{64}$/),
    name: fields.raw("name") === undefined ? null : fields.text("name"),
    scopes: readScopes(fields),
    createdMs: fields.integer("createdMs", time),
    expiresMs: fields.integer("expiresMs", time),
    revokedMs: fields.raw("revokedMs") === undefined ? null : fields.integer("revokedMs", time),
  };
  fields.end();
  return token;
}

function matching(fields: Fields, key: string, pattern: RegExp): string {
  const text = fields.text(key);
  if (text !== "" && !pattern.test(text)) fields.mistake(key, text, `must match ${pattern}`);
  return text;
}

function readScopes(fields: Fields): readonly Scope[] {
  const raw = fields.raw("scopes");
  const words: readonly unknown[] = Array.isArray(raw) ? raw : [];
  const scopes = SCOPES.filter((scope) => words.includes(scope));
  if (words.length === 0 || scopes.length !== words.length) {
    fields.mistake("scopes", raw, `must be a list of some of ${SCOPES.join(", ")}`);
  }
  return scopes;
}
