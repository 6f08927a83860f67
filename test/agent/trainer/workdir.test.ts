import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeWorkdir } from "../../../src/agent/trainer/workdir.ts";
import { temporaryFolder } from "../scene.ts";

/** An agent's folder with a script, data and a config file. */
function agentFolder(): string {
  const base = temporaryFolder();
  mkdirSync(join(base, "src"));
  mkdirSync(join(base, "data"));
  for (const name of ["src/train.py", "data/rows.csv", "config.yaml"]) writeFileSync(join(base, name), name);
  return base;
}

it("has the files of the command, what is to be linked and what is to be copied", async () => {
  const base = agentFolder();
  const argv = ["python3", "src/train.py", "config.yaml"];
  const parts = { link: ["data"], copy: ["config.yaml"], command: 2 };
  const workdir = await makeWorkdir(temporaryFolder(), parts, argv, base);
  expect(readlinkSync(join(workdir, "src/train.py"))).toBe(join(base, "src/train.py"));
  expect(readFileSync(join(workdir, "data/rows.csv"), "utf8")).toBe("data/rows.csv");
  writeFileSync(join(workdir, "config.yaml"), "the trial's own");
  expect(readFileSync(join(base, "config.yaml"), "utf8")).toBe("config.yaml");
  // A later attempt finds it as it was left.
  await makeWorkdir(join(workdir, ".."), parts, argv, base);
  expect(readFileSync(join(workdir, "config.yaml"), "utf8")).toBe("the trial's own");
});

it.each([
  [{ link: ["model"], copy: [] }, 'workdir.link: "model" is not in '],
  [{ link: [], copy: ["../x"] }, 'workdir.copy: "../x" must be a path in '],
])("cannot have %j", async (parts, message) => {
  await expect(makeWorkdir(temporaryFolder(), { ...parts, command: 0 }, [], agentFolder())).rejects.toThrow(message);
});
