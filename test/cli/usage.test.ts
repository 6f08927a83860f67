import { expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { macrosweep, objects } from "./command.ts";

const ASKS = ["--url <url>", "--state <dir>", "MACROSWEEP_URL"];
const SERVES = ["--controller <host:port>", "127.0.0.1:7450", "MACROSWEEP_CONTROLLER"];

it.each([
  [
    "run",
    [
      "<file>",
      "--state <dir>",
      '".macrosweep"',
      "--agents <count>",
      "(default: budget.parallel of the document",
      "--retry-failed",
      "--fresh",
    ],
  ],
  ["validate", ["<file>"]],
  ["simulate", ["<file>", "--epoch-time <time>", "--runs <count>", "(default: 20,"]],
  [
    "controller",
    [
      ...["--state <dir>", "--listen <host:port>", '"127.0.0.1:7450"', "--lease <time>", "--log-level <level>"],
      ...["--tls-cert <file>", "--tls-key <file>", "--client-ca <file>", "--host <name>", "--allow-origin <origin>"],
      ...["--insecure", "--journal <address>", "--journal-credentials <file>", "--journal-ca <file>"],
      ...["--journal-replicas <count>", "--journal-monitor <url>", "--journal-sync <policy>"],
    ],
  ],
  [
    "agent",
    [
      "--slots <count>",
      "(default: one a GPU, and 1 without GPUs)",
      "--slots-per-gpu <count>",
      "--gpus-per-slot <count>",
      "--grace <time>",
      "(default: 10s)",
      "--label <key=value>",
      "--work <dir>",
      "--log-level <level>",
      ...["--ca <file>", "--cert <file>", "--key <file>", "--token-file <file>", "--name <name>", "--insecure"],
      ...SERVES,
    ],
  ],
  ["backup", ["<file>", "--state <dir>", '".macrosweep"']],
  ["restore", ["<file>", "<dir>"]],
  ["submit", ["[file]", "--watch", "--template <file>", "--scheduled <time>", "--if-active <what>", ...ASKS]],
  ["nights", ["<series>", ...ASKS]],
  ["watch", ["<name>", ...ASKS]],
  ["list", ASKS],
  ["get", ["<name>", ...ASKS]],
  ["best", ["<name>", "--save <dir>", "--work <dir>", ...ASKS]],
  ["trials", ["<name>", ...ASKS]],
  ["explain", ["<name>", "<trial>", ...ASKS]],
  ["logs", ["<name>", "<trial>", "--attempt <number>", "-f, --follow", ...ASKS]],
  ["agents", ASKS],
  ["replay", ["<name>", "--pruner <pruner>", "--set <key=value>", ...ASKS]],
  ["pause", ["<name>", ...ASKS]],
  ["resume", ["<name>", ...ASKS]],
  ["cancel", ["<name>", ...ASKS]],
  ["retry", ["<name>", "[trial]", ...ASKS]],
  ["delete", ["<name>", ...ASKS]],
  ["export", ["<name>", "--format <format>", '"csv", "jsonl"', ...ASKS]],
])("the help of %s names its options and ends with an example", (name, named) => {
  const help = helpOf(name);
  for (const option of [...named, "--json"]) expect(help.replace(/\s+/g, " ")).toContain(option);
  expect(help).toMatch(new RegExp(`\nExample:\n  .*macrosweep ${name}\\b.*\n$`));
});

function helpOf(name: string): string {
  let help = "";
  const command = createProgram().commands.find((known) => known.name() === name)!;
  command
    .configureOutput({
      writeOut: (text) => {
        help += text;
      },
    })
    .outputHelp();
  return help;
}

it("the help of the program lists every command and the exit codes", async () => {
  const { code, stdout } = await macrosweep("--help");
  for (const name of "run validate simulate controller agent submit watch list get best trials explain replay pause resume cancel export".split(
    " ",
  )) {
    expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
  }
  expect(stdout).toContain("  3  the controller cannot be reached, or cannot do its work now\n");
  expect(code).toBe(0);
});

it.each([
  [["lst"], "unknown command 'lst'"],
  [["get"], "missing required argument 'name'"],
  [["get", "a", "b"], "too many arguments"],
  [["list", "--colour"], "unknown option '--colour'"],
  [["agent", "--slots", "1025"], "It must be at most 1024."],
  [["run", "a.yaml", "--agents", "0"], "It must be a whole number of at least 1."],
  [["explain", "beats", "first"], "It must be the number of a trial"],
  [["simulate", "beats.yaml", "--epoch-time", "12"], "It must be a time above 0, such as"],
  [["replay", "beats"], "required option '--pruner <pruner>' not specified"],
  [["replay", "beats", "--pruner", "asha", "--set", "reductionFactor"], "It must be KEY=VALUE"],
  [["export", "beats", "--format", "xml"], "Allowed choices are csv, jsonl."],
  [["controller", "--journal-replicas", "2"], "It must be 1 or 3."],
  [["controller", "--journal-monitor", "http://host:8222"], "belong to --journal nats://host:4222, which is missing"],
  [["journal", "copy", "--from", "here", "--to", "there"], 'from: "here" must be sqlite:DIR, the state folder of a'],
  [["controller", "--lease", "-1"], "It must be a time above 0, such as"],
  [["controller", "--listen", "7450"], '--listen: "7450" must be HOST:PORT with a port from 0 to 65535'],
  [["agent", "--controller", "gpu-box"], '--controller: "gpu-box" must be HOST:PORT with a port from 1 to 65535'],
  [["agent", "--label", "zone"], "It must be KEY=VALUE, such as zone=eu-west."],
  [["agent", "--label", "gpu=H100"], "The model of the GPUs is found, not given."],
  [["agent", "--gpus-per-slot", "1000"], "gpusPerSlot: 1000 must be at most"],
  [["list", "--url", "gpu-box:7451"], '--url: "gpu-box:7451" must be a URL such as http://127.0.0.1:7451'],
])("wrong use such as %j is refused", async (args, message) => {
  await expect(createProgram().parseAsync(args, { from: "user" })).rejects.toThrow(message);
});

it("wrong use is told on stderr with exit code 2, as JSON where that was asked for", async () => {
  expect(await macrosweep("lst")).toEqual({
    code: 2,
    stdout: "",
    stderr: "macrosweep: unknown command 'lst'\n(Did you mean list?)\n",
  });
  const { code, stdout, stderr } = await macrosweep("run", "--json");
  expect(objects(stderr)).toEqual([{ error: { code: "invalid", message: "missing required argument 'file'" } }]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

it("without a command the help is shown on stderr, with exit code 2", async () => {
  const { code, stdout, stderr } = await macrosweep();
  expect(stderr).toMatch(/^Usage: macrosweep /);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});
