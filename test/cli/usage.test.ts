import { expect, it } from "vitest";
import { macrosweep, objects } from "./command.ts";

const ASKS = ["--controller <host:port>", "127.0.0.1:7450", "MACROSWEEP_CONTROLLER"];

it.each([
  ["run", ["<file>", "--state <dir>", '".macrosweep"', "--agents <count>", "(default: 2)"]],
  ["validate", ["<file>"]],
  [
    "controller",
    ["--state <dir>", "--listen <host:port>", '"127.0.0.1:7450"', "--lease <seconds>", "--log-level <level>"],
  ],
  ["agent", ["--slots <count>", "(default: 1)", "--work <dir>", "--log-level <level>", ...ASKS]],
  ["submit", ["<file>", "--watch", ...ASKS]],
  ["watch", ["<name>", ...ASKS]],
  ["list", ASKS],
  ["get", ["<name>", ...ASKS]],
  ["best", ["<name>", ...ASKS]],
  ["trials", ["<name>", ...ASKS]],
  ["explain", ["<name>", "<trial>", ...ASKS]],
  ["pause", ["<name>", ...ASKS]],
  ["resume", ["<name>", ...ASKS]],
  ["cancel", ["<name>", ...ASKS]],
  ["export", ["<name>", "--format <format>", '"csv", "jsonl"', ...ASKS]],
])("the help of %s names its options and ends with an example", async (command, named) => {
  const { code, stdout } = await macrosweep(command, "--help");
  const help = stdout.replace(/\s+/g, " ");
  for (const name of [...named, "--json"]) expect(help).toContain(name);
  expect(stdout).toMatch(new RegExp(`\nExample:\n  .*macrosweep ${command}\\b.*\n$`));
  expect(code).toBe(0);
});

it("the help of the program lists every command and the exit codes", async () => {
  const { code, stdout } = await macrosweep("--help");
  for (const name of "run validate controller agent submit watch list get best trials explain pause resume cancel export".split(
    " ",
  )) {
    expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
  }
  expect(stdout).toContain("  3  the controller cannot be reached\n");
  expect(code).toBe(0);
});

it.each([
  [["lst"], "unknown command 'lst'"],
  [["get"], "missing required argument 'name'"],
  [["get", "a", "b"], "too many arguments"],
  [["list", "--colour"], "unknown option '--colour'"],
  [["run", "a.yaml", "--agents", "0"], "It must be a whole number of at least 1."],
  [["explain", "beats", "first"], "It must be the number of a trial"],
  [["export", "beats", "--format", "xml"], "Allowed choices are csv, jsonl."],
  [["controller", "--lease", "-1"], "It must be a number of seconds above 0."],
  [["controller", "--listen", "7450"], '--listen: "7450" must be HOST:PORT with a port from 0 to 65535'],
  [["agent", "--controller", "gpu-box"], '--controller: "gpu-box" must be HOST:PORT with a port from 1 to 65535'],
  [["list", "--controller", "gpu-box:99999"], '"gpu-box:99999" must be HOST:PORT'],
])("wrong use such as %j is refused with exit code 2", async (args, message) => {
  const text = await macrosweep(...args);
  expect(text.stderr).toMatch(/^macrosweep: /);
  expect(text.stderr).toContain(message);
  expect(text.code).toBe(2);
  const json = await macrosweep(...args, "--json");
  expect(objects(json.stderr)).toEqual([{ error: { code: "invalid", message: expect.stringContaining(message) } }]);
  expect(json).toMatchObject({ code: 2, stdout: "" });
});

it("without a command the help is shown on stderr, with exit code 2", async () => {
  const { code, stdout, stderr } = await macrosweep();
  expect(stderr).toMatch(/^Usage: macrosweep /);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});
