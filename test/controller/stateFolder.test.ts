import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openStateFolder } from "../../src/controller/stateFolder.ts";
import { withReadOnlyFolder } from "./readOnlyFolder.ts";

let root: string;
let path: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "state-"));
  path = join(root, "of", "mine");
});

afterEach(() => rmSync(root, { recursive: true }));

it("makes the folder and says where the journal is, as an absolute path", () => {
  const folder = openStateFolder(relative(process.cwd(), path));

  expect(folder).toMatchObject({ journal: join(path, "journal.db") });
  folder.close();
  expect(readdirSync(path)).toEqual(["lock"]);
});

it("is one controller's alone within a process, until that one closes it", () => {
  const folder = openStateFolder(path);
  const inUse = { code: "conflict", message: `${path}: in use by another controller: stop it, or use another folder` };

  expect(() => openStateFolder(path)).toThrow(expect.objectContaining(inUse));
  // A refusal must not loosen the lock.
  expect(() => openStateFolder(path)).toThrow(expect.objectContaining(inUse));

  folder.close();
  openStateFolder(path).close();
});

it("is one controller's alone among processes, until that one is killed", async () => {
  const holder = await startHolder();
  expect(() => openStateFolder(path)).toThrow(expect.objectContaining({ code: "conflict" }));

  const exited = once(holder, "exit");
  holder.kill("SIGKILL");
  expect(await exited).toEqual([null, "SIGKILL"]);

  openStateFolder(path).close();
});

it("keeps what is in it", () => {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "journal.db"), "as it was");

  openStateFolder(path).close();

  expect(readdirSync(path).sort()).toEqual(["journal.db", "lock"]);
});

it("refuses a folder that it cannot make or write to", async () => {
  const used = join(root, "used");
  openStateFolder(used).close();

  await withReadOnlyFolder(root, () => expectInvalid(path));
  await withReadOnlyFolder(used, () => expectInvalid(used));

  expect(readdirSync(root)).toEqual(["used"]);
  expect(readdirSync(used)).toEqual(["lock"]);
});

it.skipIf(process.platform !== "linux")(
  "refuses, and does not hang on, a folder where none can be (Linux's /proc)",
  () => {
    expectInvalid("/proc/macrosweep/state");
  },
);

it("refuses an empty path, which would be the working folder", () => {
  expect(() => openStateFolder("")).toThrow("state: must be the path of a folder, not empty");
});

it("refuses a path that is a file, and a lock that is none", () => {
  const file = join(root, "file");
  writeFileSync(file, "");
  expectInvalid(file);
  expectInvalid(join(file, "below"));

  mkdirSync(join(path, "lock"), { recursive: true });
  expectInvalid(path);
});

function expectInvalid(path: string): void {
  expect(() => openStateFolder(path)).toThrow(
    expect.objectContaining({
      code: "invalid",
      message: expect.stringContaining(`${path}: must be a folder that this user can write to (`),
    }),
  );
}

/** Another process that has the folder. */
async function startHolder(): Promise<ChildProcess> {
  const holder = spawn(process.execPath, [fileURLToPath(new URL("./stateFolderHolder.ts", import.meta.url)), path], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  return holder;
}
