import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { createToken, loadTokens, revokeToken } from "../../../src/controller/access/index.ts";

const AGENTS = { name: null, scopes: ["agents"], lifeMs: 60_000 } as const;

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-tokens-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("keeps nothing of a token but its hash, in a file that its owner alone can read", () => {
  const folder = newFolder();
  const { text, token } = createToken(folder, AGENTS);
  const file = join(folder, "tokens.json");
  expect(readFileSync(file, "utf8")).not.toContain(text.slice(13));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(loadTokens(folder)).toEqual([token]);
});

it("a folder without a file has no tokens, and was never asked for any", () => {
  expect(loadTokens(newFolder())).toBeNull();
});

it("a revoked token stays in the list, revoked when it was first revoked", () => {
  const folder = newFolder();
  const { token } = createToken(folder, AGENTS);
  const { revokedMs } = revokeToken(folder, token.id);
  expect(revokedMs).toBeTypeOf("number");
  expect(revokeToken(folder, token.id)).toEqual({ ...token, revokedMs });
  expect(() => revokeToken(folder, "ffffffff")).toThrow(`no token of ${folder} has the id "ffffffff"`);
});

it("loses none of those that several processes make at once", async () => {
  const folder = newFolder();
  const script = join(import.meta.dirname, "makeTokens.ts");
  await Promise.all(Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, [script, folder, "10"])));
  expect(new Set(loadTokens(folder)?.map(({ id }) => id)).size).toBe(40);
  expect(readdirSync(folder).filter((name) => name.includes(".new"))).toEqual([]);
});

it("is not misled by what a killed process left aside", () => {
  const folder = newFolder();
  writeFileSync(join(folder, "tokens.json.new"), "torn", { mode: 0o666 });
  const { token } = createToken(folder, AGENTS);
  expect(loadTokens(folder)).toEqual([token]);
  expect(statSync(join(folder, "tokens.json")).mode & 0o777).toBe(0o600);
  expect(existsSync(join(folder, "tokens.json.new"))).toBe(false);
});

describe("a file that cannot be tokens is refused, and stays as it is:", () => {
  it.each([
    ["no JSON", "{", 'must be JSON with a list "tokens"'],
    ["null", "null", 'must be JSON with a list "tokens"'],
    ["a token without anything", '{"tokens": [{}]}', "tokens[0].id: is missing"],
    ["an unknown scope", '{"tokens": [{"scopes": ["root"]}]}', 'tokens[0].scopes: ["root"] must be a list of some of'],
    ["an unknown key", '{"tokens": [{"secret": "x"}]}', "tokens[0].secret: unknown key"],
  ])("%s", (_what, text, message) => {
    const folder = newFolder();
    const file = join(folder, "tokens.json");
    writeFileSync(file, text, { mode: 0o600 });
    expect(() => createToken(folder, AGENTS)).toThrow(message);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("one that others may write to", () => {
    const folder = newFolder();
    createToken(folder, AGENTS);
    chmodSync(join(folder, "tokens.json"), 0o620);
    expect(() => loadTokens(folder)).toThrow("must be writable by its owner alone");
  });
});
