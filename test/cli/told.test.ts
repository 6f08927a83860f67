import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder } from "./command.ts";

/** A trainer that notes what it was told, word by word, and reports one epoch. */
const SCRIPT = `
import { appendFileSync, readFileSync } from "node:fs";
const [notes, config, ...args] = process.argv.slice(2);
const { MACROSWEEP_TRIAL: trial, LR: lr } = process.env;
const text = readFileSync(config, "utf8");
appendFileSync(notes, JSON.stringify({ trial, lr, args, config, text, cwd: process.cwd() }) + "\\n");
console.log('@macrosweep {"epoch": 1, "value": 0.5}');
`;

interface Told {
  readonly trial: string;
  readonly lr: string;
  readonly args: readonly string[];
  readonly config: string;
  readonly text: string;
  readonly cwd: string;
}

/** Runs a sweep over these parameters, each given as an argument, and returns what each of its trainers was told. */
async function told(parameters: string, trials: number, more: readonly string[] = []) {
  const { path: folder, remove } = newFolder();
  onTestFinished(remove);
  const notes = join(folder, "notes.jsonl");
  writeFileSync(join(folder, "train.mjs"), SCRIPT);
  const command = [process.execPath, join(folder, "train.mjs"), notes].map((word) => JSON.stringify(word));
  writeFileSync(
    join(folder, "told.yaml"),
    `apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: told }
spec:
  parameters:
${parameters.replace(/^/gm, "    ")}
  sampler: { name: grid, points: 2 }
  pruner: { name: none }
  budget: { trials: ${trials}, epochsPerTrial: 1 }
  trainer:
    command: [${command.join(", ")}, "{{ files.conf/config.yaml }}"]
    env: { LR: "lr={{ params.lr }}" }
    files: { conf/config.yaml: "lr: {{ params.lr }}\\ndir: {{ checkpointDir }}\\n" }
    args: ["x={{ params.lr }}", "{{ params.lr }}", 2.0, 2${more.map((word) => `, "${word}"`).join("")}]
`,
  );
  const state = join(folder, "state");
  const { code, stderr } = await macrosweep("run", join(folder, "told.yaml"), "--state", state, "--agents", "1");
  expect(stderr.replace(/^warning: .*\n/gm, "")).toBe("");
  expect(code).toBe(0);
  const lines = readFileSync(notes, "utf8").trim().split("\n");
  return { state, told: lines.map((line) => JSON.parse(line) as Told) };
}

it("tells a trainer a float as a float, in JSON, arguments, variables and files", async () => {
  const { told: each } = await told("- { name: lr, type: float, min: 0, max: 1 }", 2);
  expect(each.map(({ trial }) => /"params":(\{[^}]*\})/.exec(trial)?.[1])).toEqual(['{"lr":0.0}', '{"lr":1.0}']);
  expect(each.map(({ args }) => args)).toEqual([
    ["x=0.0", "0.0", "2.0", "2"],
    ["x=1.0", "1.0", "2.0", "2"],
  ]);
  expect(each.map(({ lr }) => lr)).toEqual(["lr=0.0", "lr=1.0"]);
  expect(each.map(({ text }) => text.split("\n")[0])).toEqual(["lr: 0.0", "lr: 1.0"]);
});

it("tells it an int as an int, and a choice as it is written", async () => {
  const { told: ints } = await told("- { name: lr, type: int, min: 1, max: 2 }", 2);
  expect(ints.map(({ args }) => args[1])).toEqual(["1", "2"]);
  const { told: choices } = await told(
    "- { name: lr, type: categorical, values: [1.0, 1e3, 2, 0.5, null, [64, 32.0]] }",
    6,
  );
  const words = ["1.0", "1000.0", "2", "0.5", "null", "[64,32.0]"];
  expect(choices.map(({ args }) => args[1])).toEqual(words);
  expect(choices.map(({ trial }) => /"params":\{"lr":(.*?)\},"epochs"/.exec(trial)?.[1])).toEqual(words);
});

it("tells it its folders, and writes its files into the trial's", async () => {
  const more = ["{{ checkpointDir }}/best", "{{ workdir }}"];
  const { state, told: each } = await told("- { name: lr, type: float, min: 0, max: 1 }", 1, more);
  const [first] = each;
  const [folder = ""] = globSync(join(state, "trials", "told", "*", "0"));
  const checkpointDir = resolve(folder, "checkpoint");
  expect(first?.args.slice(-2)).toEqual([join(checkpointDir, "best"), first?.cwd]);
  expect(first?.text).toBe(`lr: 0.0\ndir: ${checkpointDir}\n`);
  expect(first?.config).toBe(resolve(folder, "conf/config.yaml"));
});
