import { type Command, InvalidArgumentError } from "commander";
import type { Scope, Token } from "../controller/access/index.ts";
import { DEFAULT_STATE } from "./config.ts";
import { addCommand, addGroup, duration } from "./options.ts";
import { printJson, printJsonLines, printLines } from "./output.ts";
import { tokenTable } from "./view/tokens.ts";

interface TokenOptions {
  readonly state: string;
  readonly json?: boolean;
}

interface CreateOptions extends TokenOptions {
  readonly scope: readonly string[];
  readonly name?: string;
  readonly expires: number;
}

/** `macrosweep token create|list|revoke`: who may ask a controller, kept in its state folder. */
export function addToken(program: Command): void {
  const token = addGroup(program, "token", "make, list and revoke the tokens that people, programs and agents show");
  addCreate(token);
  addList(token);
  addRevoke(token);
}

function addCreate(token: Command): void {
  addTokenCommand(token, "create", {
    summary: "make a token and print it, once",
    description:
      "Make a token for the controller of a state folder and print it on stdout. It is shown this once; what is kept of it is a SHA-256. A controller that runs on the folder takes it within a second, and asks everybody for a token from the first one on. Scopes: sweeps:read, sweeps:write (reads too), agents, admin (all of them).",
    example: "macrosweep token create --scope sweeps:read --name dashboard --expires 30d",
  })
    .requiredOption(
      "--scope <scopes>",
      "what it is for; several with commas between them, or given several times",
      scope,
    )
    .option(
      "--name <name>",
      "whose it is; one with the scope agents is then good for the agent of this name alone",
      tokenName,
    )
    .requiredOption("--expires <time>", "after so long it counts no more, such as 30d", duration)
    .action(async ({ state, json, scope: words, name, expires: lifeMs }: CreateOptions) => {
      const { createToken } = await import("../controller/access/index.ts");
      const { token, text } = createToken(state, { name: name ?? null, scopes: await checkScopes(words), lifeMs });
      if (json) return printJson({ token: text, ...shapeOf(token) });
      process.stderr.write(`Token ${token.id} (${token.scopes.join(", ")}), shown this once:\n`);
      printLines([[text]]);
    });
}

function addList(token: Command): void {
  addTokenCommand(token, "list", {
    summary: "list the tokens of a state folder",
    description:
      "List the tokens that were made for a state folder, with what each is for and whether it counts. With --json one object a line.",
    example: "macrosweep token list --state /var/lib/macrosweep",
  }).action(async ({ state, json }: TokenOptions) => {
    const { loadTokens } = await import("../controller/access/index.ts");
    const tokens = loadTokens(state) ?? [];
    if (json) printJsonLines(tokens.map(shapeOf));
    else printLines(tokenTable(tokens, Date.now()));
  });
}

function addRevoke(token: Command): void {
  addTokenCommand(token, "revoke <id>", {
    summary: "end a token",
    description:
      "End a token, named by the eight characters after msw_. A controller that runs on the folder refuses it within a second, and ends the sessions of agents that came with it within three.",
    example: "macrosweep token revoke 9f86d081",
  }).action(async (id: string, { state, json }: TokenOptions) => {
    const { revokeToken } = await import("../controller/access/index.ts");
    const revoked = revokeToken(state, id);
    if (json) printJson(shapeOf(revoked));
    else printLines([[`Token ${revoked.id} is revoked.`]]);
  });
}

function addTokenCommand(token: Command, usage: string, help: Parameters<typeof addCommand>[2]): Command {
  return addCommand(token, usage, help).option("--state <dir>", "folder of the controller's journal", DEFAULT_STATE);
}

function shapeOf({ id, name, scopes, createdMs, expiresMs, revokedMs }: Token): object {
  return {
    id,
    name,
    scopes,
    created: iso(createdMs),
    expires: iso(expiresMs),
    revoked: revokedMs === null ? null : iso(revokedMs),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function scope(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(",")];
}

async function checkScopes(words: readonly string[]): Promise<readonly Scope[]> {
  const { SCOPES } = await import("../controller/access/index.ts");
  const unknown = words.find((word) => !SCOPES.some((known) => known === word));
  if (unknown !== undefined) throw new InvalidArgumentError(`--scope: "${unknown}" is none of ${SCOPES.join(", ")}.`);
  return SCOPES.filter((known) => words.includes(known));
}

// What is shown in lists and binds the names of agents.
function tokenName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(text)) return text;
  throw new InvalidArgumentError("It must be letters, digits, dots, dashes and underscores, at most 63.");
}
