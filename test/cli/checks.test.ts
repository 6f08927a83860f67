import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { macrosweep, newFolder } from "./command.ts";

function validate(trainer: string, parameters: string, files: Record<string, string | Buffer> = {}) {
  const { path: folder, remove } = newFolder();
  onTestFinished(remove);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const document = `
apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: checked }
spec:
  parameters: [${parameters}]
  budget: { trials: 2, epochsPerTrial: 2 }
  trainer: ${trainer.replaceAll("HERE", folder)}
`;
  writeFileSync(join(folder, "checked.yaml"), document);
  return macrosweep("validate", join(folder, "checked.yaml"));
}

const lr = "{ name: lr, type: float, min: 0, max: 1 }";
const learningRate = "{ name: learning_rate, type: float, min: 0.001, max: 0.1 }";

describe("validate warns, and refuses nothing,", () => {
  it.each([
    [
      "of a parameter that nothing uses",
      "{ command: [t], args: ['{{ params.lr }}'] }",
      `${lr}, { name: rate, type: float, min: 0, max: 1 }`,
      "spec.parameters[1]: rate: nothing uses it",
    ],
    [
      "of a variable that no shell fills",
      "{ command: [t, $HOME/train.py] }",
      lr,
      'spec.trainer: "$HOME/train.py": no shell reads it',
    ],
    [
      "of an int among floats",
      "{ command: [t] }",
      "{ name: f, type: categorical, values: [0.5, 1] }",
      "spec.parameters[0].values: 1 stands among floats",
    ],
  ])("%s", async (_what, trainer, parameters, warning) => {
    const { code, stderr, stdout } = await validate(trainer, parameters);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`warning: ${warning}`)]);
    expect(stdout).toContain("is valid");
  });

  it.each([
    ["all are used in one way or another", "{ command: [t], env: { A: '{{ params.lr }}' } }", lr],
    ["a script may read all of them itself", "{ command: [t] }", lr],
    ["floats are written as such", "{ command: [t] }", "{ name: f, type: categorical, values: [0.5, 1.0] }"],
  ])("not where %s", async (_what, trainer, parameters) => {
    expect((await validate(trainer, parameters)).stderr).toBe("");
  });
});

describe("validate looks into the data, where it can be seen,", () => {
  const rows = (row: (at: number) => string) => Array.from({ length: 20 }, (_, at) => `${row(at)}\n`).join("");
  const csv = `age,clas,"a, b"\n${rows((at) => `${(at * 7) % 5}.5,${at % 3 === 0 ? "x" : "y"},${(at * 3) % 4}`)}`;

  it("for the label, and says what is there instead", async () => {
    const { code, stderr } = await validate("{ data: HERE/d.csv, label: class }", learningRate, { "d.csv": csv });
    expect(code).toBe(2);
    expect(stderr).toMatch(/d\.csv: has no column class; its columns are age, clas, a, b; did you mean clas\?/);
  });

  it.each([
    ["with commas", "d.csv", csv],
    ["with semicolons", "d.csv", csv.replaceAll(", ", " ").replaceAll(",", ";")],
    ["in UTF-16", "d.csv", Buffer.from(`\uFEFF${csv}`, "utf16le")],
    ["packed", "d.csv.gz", gzipSync(csv)],
  ])("and finds it in a table %s", async (_, name, content) => {
    const { code, stderr } = await validate(`{ data: HERE/${name}, label: clas }`, learningRate, { [name]: content });
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("for what its trainer would refuse", async () => {
    const { code, stderr } = await validate("{ data: HERE/d.csv, label: clas }", learningRate, {
      "d.csv": csv.replace("x", ""),
    });
    expect(code).toBe(2);
    expect(stderr).toContain("column clas: the class is empty in row 2; fill it in");
  });

  it("and passes the trainer's warnings on", async () => {
    const counted = `id,v,clas\n${rows((at) => `${at},${(at * 7) % 5},${at % 3 === 0 ? "x" : "y"}`)}`;
    const { code, stderr } = await validate("{ data: HERE/d.csv, label: clas }", learningRate, { "d.csv": counted });
    expect([code, stderr]).toEqual([
      0,
      "warning: column id counts the rows, as an index does: drop: [id] leaves it out\n",
    ]);
  });

  it("and for parameters that the trainer does not know", async () => {
    const wrong = learningRate.replaceAll("learning_rate", "learningrate");
    const { code, stderr } = await validate("{ data: HERE/d.csv, label: clas }", wrong, { "d.csv": csv });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /params\.learningrate: unknown parameter; this trainer knows loss, .*; did you mean learning_rate\?/,
    );
  });

  it("and leaves data alone that lies elsewhere", async () => {
    expect((await validate("{ data: /nowhere/d.csv, label: class }", learningRate)).code).toBe(0);
  });
});

// What a person types at zsh: the line, a Tab and Enter. The command is one that writes down what it was called with.
const ZSH_AT_A_TERMINAL = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "source $1; macrosweep() { print -r -- \\"\\$*\\" > $3 }; print -r -- rea''dy"
zpty -r -m shell piece "*ready*"
zpty -w -n shell "$2"$'\\t\\n'
until [[ -s $3 ]]; do zpty -r -t shell piece; done
zpty -d shell
`;

const lacks = (shell: string) => spawnSync(shell, ["-c", "true"]).status !== 0;
const skipped = (shell: string) => (lacks(shell) ? `; skipped, because ${shell} is not installed` : "");

async function script(shell: string) {
  const { path: folder, remove } = newFolder();
  onTestFinished(remove);
  const file = join(folder, `macrosweep.${shell}`);
  writeFileSync(file, (await macrosweep("completion", shell)).stdout);
  return { folder, file };
}

describe("completion", () => {
  it("completes commands, options and choices in bash", async () => {
    const { stdout } = await macrosweep("completion", "bash");
    const complete = (...words: string[]) => {
      const ask = `COMP_WORDS=(${words.map((word) => JSON.stringify(word)).join(" ")}); COMP_CWORD=${words.length - 1}; _macrosweep; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync("bash", ["-c", `${stdout}\n${ask}`], { encoding: "utf8" })
        .trim()
        .split("\n");
    };
    expect(complete("macrosweep", "va")).toEqual(["validate"]);
    expect(complete("macrosweep", "run", "--st")).toEqual(["--state"]);
    expect(complete("macrosweep", "export", "beats", "--format", "")).toEqual(["csv", "jsonl"]);
    expect(complete("macrosweep", "completion", "z")).toEqual(["zsh"]);
    expect(complete("macrosweep", "token", "")).toEqual(["create", "list", "revoke", "--help"]);
    expect(complete("macrosweep", "certs", "re")).toEqual(["revoke"]);
    expect(complete("macrosweep", "token", "create", "--ex")).toEqual(["--expires"]);
    expect(complete("macrosweep", "certs", "agent", "--sl")).toEqual([""]);
  });

  it.skipIf(lacks("zsh"))(`completes them in zsh${skipped("zsh")}`, async () => {
    const { folder, file } = await script("zsh");
    const driver = join(folder, "driver.zsh");
    writeFileSync(driver, ZSH_AT_A_TERMINAL);
    const complete = (line: string) => {
      const out = join(folder, line.replaceAll(" ", "_"));
      execFileSync("zsh", ["-f", driver, file, line, out], { timeout: 20_000 });
      return readFileSync(out, "utf8").trim();
    };
    expect(complete("macrosweep va")).toBe("validate");
    expect(complete("macrosweep run --st")).toBe("run --state");
    expect(complete("macrosweep export beats --format js")).toBe("export beats --format jsonl");
    expect(complete("macrosweep completion z")).toBe("completion zsh");
    expect(complete("macrosweep certs re")).toBe("certs revoke");
    expect(complete("macrosweep token create --ex")).toBe("token create --expires");
  });

  it.skipIf(lacks("fish"))(`completes them in fish${skipped("fish")}`, async () => {
    const { folder, file } = await script("fish");
    const complete = (line: string) => {
      const ask = ["--no-config", "-c", `source ${file}; complete -C '${line}'`];
      const said = execFileSync("fish", ask, { encoding: "utf8", env: { ...process.env, HOME: folder } });
      return said
        .trim()
        .split("\n")
        .map((one) => one.split("\t")[0]);
    };
    expect(complete("macrosweep va")).toEqual(["validate"]);
    expect(complete("macrosweep run --st")).toEqual(["--state"]);
    expect(complete("macrosweep export beats --format ")).toEqual(["csv", "jsonl"]);
    expect(complete("macrosweep completion z")).toEqual(["zsh"]);
    expect(complete("macrosweep token ")).toEqual(["create", "list", "revoke"]);
    expect(complete("macrosweep certs re")).toEqual(["revoke"]);
    expect(complete("macrosweep token create --ex")).toEqual(["--expires"]);
    // Not those of the command that is called agent.
    expect(complete("macrosweep certs agent --sl")).toEqual([""]);
    expect(complete("macrosweep agent --sl")).toEqual(["--slots", "--slots-per-gpu"]);
  });

  it("knows no other shell", async () => {
    expect(await macrosweep("completion", "tcsh")).toMatchObject({ code: 2 });
  });
});

it("says in its help where every key of a document stands", async () => {
  const { stdout } = await macrosweep("--help");
  expect(stdout).toMatch(/Every key of a document: \S+\/docs\/document\.md\n/);
});
