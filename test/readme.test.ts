import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse, stringify } from "yaml";
import { createProgram } from "../src/cli/program.ts";
import { macrosweep, newFolder } from "./cli/command.ts";
import { openStage } from "./e2e/stage.ts";
import { missing, packageDir } from "./python/python3.ts";

const root = join(import.meta.dirname, "..");
const main = join(root, "src/cli/main.ts");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The fragments of a language, as printed; those without one have none. */
function fragments(language: string): string[] {
  const all = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return all.filter(([, of]) => of === language).map(([, , text = ""]) => text);
}

const [beats = "", ...parts] = fragments("yaml");

function folderOfTest(): string {
  const { path, remove } = newFolder();
  onTestFinished(remove);
  return path;
}

/** What `macrosweep validate` says of a document. */
async function validate(document: string): Promise<string> {
  const file = join(folderOfTest(), "beats.yaml");
  writeFileSync(file, document);
  const { stdout, stderr } = await macrosweep("validate", file);
  return stdout + stderr;
}

describe("the documents of the README", () => {
  it("are valid: the whole one", async () => {
    expect(await validate(beats)).toContain("is valid: sweep beats, maximize macro-F1");
  });

  // Indented as they stand: by four under trainer, by two under spec.
  const ofTrainer = parts.filter((text) => text.startsWith("    ")).flatMap((text) => text.trimEnd().split("\n"));
  const ofSpec = parts.filter((text) => /^ {2}\w/.test(text));

  it("are some", () => {
    expect([ofTrainer.length, ofSpec.length]).toEqual([expect.any(Number), 1]);
    expect(ofTrainer.length).toBeGreaterThan(8);
  });

  it.each(ofTrainer)("are valid: what may stand under trainer, %s", async (line) => {
    const document = parse(beats);
    document.spec.parameters = { preset: "imbalance" };
    Object.assign(document.spec.trainer, parse(line));
    expect(await validate(stringify(document))).toContain("is valid: sweep beats");
  });

  it.each(ofSpec)("are valid: what may stand under spec", async (text) => {
    const document = parse(beats);
    Object.assign(document.spec, parse(text));
    expect(await validate(stringify(document))).toContain("is valid: sweep beats");
  });
});

describe("the commands of the README", () => {
  const lines = fragments("").flatMap((text) => text.split("\n"));
  const commands = lines.filter((line) => /^(npx )?macrosweep /.test(line)).map((line) => line.replace(/\s+#.*$/, ""));
  const inText = [...readme.matchAll(/`macrosweep ([^`]+)`/g)].map(([, words]) => `macrosweep ${words}`);

  it.each([...new Set([...commands, ...inText])])("are known, with their options: %s", (line) => {
    const [name = "", ...words] = line.replace(/^(npx )?macrosweep /, "").split(/\s+/);
    const command = createProgram().commands.find((one) => one.name() === name);
    const options = command?.options.flatMap(({ long, short }) => [long, short]) ?? [];
    expect(command?.name()).toBe(name);
    expect(words.filter((word) => word.startsWith("-") && !options.includes(word))).toEqual([]);
  });

  it("run on the document as they are printed", async () => {
    const folder = folderOfTest();
    writeFileSync(join(folder, "beats.yaml"), beats);
    const script = `import json, os
trial = json.loads(os.environ["MACROSWEEP_TRIAL"])
right = int(60 * (0.7 - abs(trial["params"]["learning_rate"] - 0.003)))
for epoch in range(1, trial["epochs"] + 1):
    print("@macrosweep " + json.dumps({"epoch": epoch, "confusion": [[right, 60 - right], [5, 55]]}), flush=True)
`;
    writeFileSync(join(folder, "train.py"), script);
    const onBeats = commands.filter((line) => line.startsWith("npx "));
    expect(onBeats).toHaveLength(3);
    for (const line of onBeats) {
      const args = line.split(" ").slice(2);
      const said = execFileSync(process.execPath, [main, ...args], { cwd: folder, encoding: "utf8", timeout: 100_000 });
      expect(said).toContain("beats");
    }
  }, 120_000);
});

it("prints what a Python script prints as the protocol wants it", () => {
  const [line = ""] = fragments("python");
  const stub =
    "import json\nepoch, y_true, y_pred = 1, [0], [0]\nclass Matrix:\n  def tolist(self): return [[3, 1], [0, 4]]\n";
  const said = execFileSync("python3", ["-c", `${stub}def confusion_matrix(*_): return Matrix()\n${line}`], {
    encoding: "utf8",
  });
  expect(said).toBe('@macrosweep {"epoch": 1, "confusion": [[3, 1], [0, 4]]}\n');
});

describe("the Python of the README", () => {
  const [, notebook = "", asking = ""] = fragments("python");
  const lacks = missing(["sklearn"]);
  const env = {
    ...process.env,
    PYTHONPATH: join(packageDir, "src"),
    MACROSWEEP_BIN: `'${process.execPath}' '${main}'`,
  };

  it.skipIf(lacks.length > 0)(
    `sweeps over a function, as printed${lacks.length > 0 ? ` (skipped: python3 has no ${lacks.join(", ")})` : ""}`,
    () => {
      const said = execFileSync("python3", ["-"], { cwd: folderOfTest(), env, input: notebook, encoding: "utf8" });
      expect(said).toMatch(/^\{'loss': '\w+', 'alpha': [\d.e-]+\} 0\.\d+ \(0\.\d+, 0\.\d+\)\n$/);
    },
    120_000,
  );

  it("asks a controller, as printed", async () => {
    const stage = openStage(onTestFinished);
    const document = parse(beats);
    Object.assign(document.spec, { budget: { trials: 2, parallel: 2, epochsPerTrial: 1 } });
    document.spec.trainer = { command: ["python3", "train.py"] };
    stage.write("beats.yaml", stringify(document));
    stage.write("train.py", `print('@macrosweep {"epoch": 1, "confusion": [[9, 1], [2, 8]]}')`);
    await stage.controller();
    await stage.agent(2);
    const said = execFileSync("python3", ["-c", `import macrosweep\n${asking}`], {
      cwd: stage.folder,
      env: { ...env, MACROSWEEP_URL: await stage.url() },
      encoding: "utf8",
    });
    expect(said).toMatch(/^\{'loss': .*\} \[0\.8\d+, 0\.8\d+\]\n$/);
  });
});

it.each(fragments("ts").map((text, index) => [index, text] as const))("runs its program %d", (_index, text) => {
  const folder = folderOfTest();
  const file = join(folder, "program.ts");
  const library = join(root, "src/search/index.ts");
  const stub = "const trainOneEpoch = async (params: { rate: number }) => 1 - Math.abs(Math.log10(params.rate) + 2);\n";
  const ending = text.includes("best")
    ? "console.log(best?.params.rate);"
    : "console.log(asked.params.rate ?? asked.trial);";
  writeFileSync(file, `${stub}${text.replace("@macrosweep/search", library)}${ending}\n`);
  const said = execFileSync(process.execPath, [file], { encoding: "utf8", timeout: 60_000 });
  expect(Number(said)).toBeGreaterThanOrEqual(0);
});
