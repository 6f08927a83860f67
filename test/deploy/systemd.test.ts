import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";

const folder = join(import.meta.dirname, "..", "..", "deploy", "systemd");
const units = readdirSync(folder).toSorted();
const hasVerify = spawnSync("systemd-analyze", ["--version"]).status === 0;

it("there are units for controller, agent and nights", () => {
  expect(units).toEqual([
    "macrosweep-agent.service",
    "macrosweep-controller.service",
    "macrosweep-nightly.service",
    "macrosweep-nightly.timer",
  ]);
});

describe.skipIf(!hasVerify)(`systemd itself${hasVerify ? "" : " (this machine has no systemd-analyze)"}`, () => {
  it.each(units)("has nothing to say against %s", (unit) => {
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", join(folder, unit)], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("what the units start", () => {
  const commands = units.flatMap((unit) =>
    [...readFileSync(join(folder, unit), "utf8").matchAll(/^ExecStart=.*?env macrosweep (.*)$/gm)].map(
      ([, line = ""]) => line,
    ),
  );

  it.each(commands)("is a command with its options: %s", (line) => {
    const [name, ...words] = line.split(" ");
    const command = createProgram().commands.find((one) => one.name() === name);
    const options = command?.options.map(({ long }) => long) ?? [];
    expect(words.filter((word) => word.startsWith("--") && !options.includes(word))).toEqual([]);
    expect(options.length).toBeGreaterThan(0);
  });

  it("names the night by the date, so that a second start is the same night", () => {
    const line = /date -u (\+\S+?)\)/.exec(readFileSync(join(folder, "macrosweep-nightly.service"), "utf8"))?.[1] ?? "";
    const { stdout } = spawnSync("date", ["-u", line.replaceAll("%%", "%")], { encoding: "utf8" });
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT02:00Z\n$/);
  });
});
