import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder, objects } from "./command.ts";

function stateFolder(): string {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  return path;
}

it("token create prints the token on stdout, alone, and says on stderr which it is", async () => {
  const state = stateFolder();
  const { code, stdout, stderr } = await macrosweep(
    "token",
    "create",
    "--state",
    state,
    "--scope",
    "agents",
    "--expires",
    "30d",
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^msw_[0-9a-f]{8}_[0-9a-z]{57}\n$/);
  expect(stderr).toBe(`Token ${stdout.slice(4, 12)} (agents), shown this once:\n`);
  expect(readFileSync(join(state, "tokens.json"), "utf8")).not.toContain(stdout.trim());
});

it("token list tells what each is for and whether it counts, and never the token", async () => {
  const state = stateFolder();
  const create = ["token", "create", "--state", state, "--json", "--expires", "30d"];
  const read = await macrosweep(...create, "--scope", "sweeps:read,sweeps:write", "--name", "dashboard");
  const agent = await macrosweep(...create, "--scope", "agents", "--scope", "sweeps:read");
  const [{ token, id }, { id: other }] = [read, agent].map(({ stdout }) => JSON.parse(stdout));
  const revoked = await macrosweep("token", "revoke", id, "--state", state, "--json");
  expect(JSON.parse(revoked.stdout)).toMatchObject({ id, revoked: expect.stringMatching(/^\d{4}-/) });
  const listed = await macrosweep("token", "list", "--state", state, "--json");
  expect(objects(listed.stdout)).toMatchObject([
    { id, name: "dashboard", scopes: ["sweeps:read", "sweeps:write"], revoked: expect.stringMatching(/^\d{4}-/) },
    { id: other, name: null, scopes: ["sweeps:read", "agents"], revoked: null },
  ]);
  const { stdout } = await macrosweep("token", "list", "--state", state);
  expect(stdout).toMatch(
    new RegExp(`^${id} +dashboard +sweeps:read, sweeps:write +\\d{4}-\\d\\d-\\d\\d +revoked `, "m"),
  );
  expect(stdout + listed.stdout).not.toContain(token);
});

it.each([
  [["create", "--expires", "30d"], "required option '--scope <scopes>' not specified"],
  [["create", "--scope", "admin"], "required option '--expires <time>' not specified"],
  [["create", "--scope", "root", "--expires", "30d"], '"root" is none of sweeps:read, sweeps:write, agents, admin'],
  [["create", "--scope", "agents", "--expires", "soon"], "It must be a time above 0"],
  [["create", "--scope", "agents", "--expires", "1d", "--name", "<b>"], "It must be letters, digits"],
  [["revoke", "00000000"], 'has the id "00000000"'],
  [[], "a command is missing"],
])("token %j: %s", async (args, message) => {
  const state = stateFolder();
  const { code, stderr } = await macrosweep("token", ...args, ...(args.length === 0 ? [] : ["--state", state]));
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});
