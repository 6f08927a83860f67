import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { credentials, status } from "@grpc/grpc-js";
import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { AgentServiceClient } from "../../src/gen/macrosweep/v1/agent.ts";
import { writeSweep } from "./document.ts";
import { openStage, type Stage } from "./stage.ts";

/** The two commands that take a state folder. */
const TAKERS = ["controller", "run"] as const;

async function take(stage: Stage, command: (typeof TAKERS)[number], state: string) {
  const file = writeSweep(stage, "beats", { trials: 1, parallel: 1, epochs: 1 });
  const rest = command === "run" ? [file] : ["--listen", await stage.address()];
  const said = await stage.macrosweep(command, ...rest, "--state", state);
  await stage.isEmpty();
  return said;
}

it.each([
  ["controller", /^macrosweep: \/proc: must be a folder that this user can write to \(.*\)\n$/m],
  // Its log is what it opens first.
  ["run", /^macrosweep: --state: "\/proc" must be a folder that can be written to \(.*\)\n$/m],
] as const)("%s refuses a state folder that it cannot write to", async (command, refusal) => {
  const stage = openStage(onTestFinished);
  // The one folder where not even root can make a file.
  const { code, stdout, stderr } = await take(stage, command, "/proc");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(refusal);
});

it.each(TAKERS)("%s refuses a state folder of a newer version, and leaves it as it is", async (command) => {
  const stage = openStage(onTestFinished);
  mkdirSync(stage.state);
  const journal = join(stage.state, "journal.db");
  await (await openSqliteJournal(journal)).close();
  const db = new Database(journal);
  db.pragma("user_version = 99");
  db.close();
  const before = readFileSync(journal);

  const { code, stderr } = await take(stage, command, stage.state);

  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(`macrosweep: ${journal}: is in event format 99`),
  });
  expect(readFileSync(journal)).toEqual(before);
});

it("refuses a journal that is another program's file, and leaves it as it is", async () => {
  const stage = openStage(onTestFinished);
  mkdirSync(stage.state);
  const journal = join(stage.state, "journal.db");
  writeFileSync(journal, "dear diary, ".repeat(1000));
  const { code, stderr } = await take(stage, "run", stage.state);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(`${journal}: is not a journal of macrosweep`),
  });
  expect(readFileSync(journal, "utf8")).toBe("dear diary, ".repeat(1000));
});

it("a controller refuses the state folder of another one, which goes on unharmed", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller();
  const other = openStage(onTestFinished);
  const { code, stderr } = await take(other, "controller", stage.state);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(
      `macrosweep: ${stage.state}: in use by another controller: stop it, or use another folder\n`,
    ),
  });
  expect(await stage.ask("list")).toEqual([]);
  await stage.stop();
});

it("refuses a port that somebody else has, and lets go of its folder", async () => {
  const stage = openStage(onTestFinished);
  const server = createServer().listen(Number((await stage.address()).split(":")[1]), "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { code, stderr } = await take(stage, "controller", stage.state);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(`macrosweep: --listen ${await stage.address()}: cannot be listened on`),
  });
  server.close();
  await stage.controller();
  await stage.stop();
});

it.each([0, 2])("refuses an agent that speaks protocol %i, naming both versions", async (protocol) => {
  const stage = openStage(onTestFinished);
  await stage.controller();
  const client = new AgentServiceClient(await stage.address(), credentials.createInsecure());
  onTestFinished(() => client.close());
  const session = client.session();
  const ended = once(session, "error");
  session.on("data", () => {});
  session.write({ message: { $case: "hello", hello: { protocol, agent: "other", host: "here", slots: 1, held: [] } } });
  expect(await ended).toMatchObject([
    {
      code: status.FAILED_PRECONDITION,
      details: `agent other speaks protocol ${protocol}, this controller 1; run the same version of macrosweep on both sides`,
    },
  ]);
  await stage.stop();
});
