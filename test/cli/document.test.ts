import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadDocument } from "../../src/cli/document.ts";
import { macrosweep, newFolder } from "./command.ts";

const folder = newFolder();
afterAll(() => folder.remove());

const VALID = `apiVersion: macrosweep.dev/v1alpha1
kind: Sweep
metadata: { name: beats }
spec:
  parameters:
    - { name: lr, type: float, min: 1e-4, max: 1.0e-1, scale: log }
  budget: { trials: 10, epochsPerTrial: 9 }
  trainer: { command: [python3, train.py] }
`;

function write(text: string | Uint8Array): string {
  const path = join(folder.path, "sweep.yaml");
  writeFileSync(path, text);
  return path;
}

it("reads 1e-4 as a number, as YAML 1.2 does", async () => {
  const { spec } = await loadDocument(write(VALID));
  expect(spec.parameters).toMatchObject([{ name: "lr", min: 0.0001, max: 0.1 }]);
});

it("reads JSON, which is YAML too", async () => {
  const { document } = await loadDocument(write(VALID));
  const { spec } = await loadDocument(write(JSON.stringify(document)));
  expect(spec.name).toBe("beats");
});

// Five levels of nine aliases each: 59,049 texts out of a few lines.
const BOMB = ["a: &a [x, x, x, x, x, x, x, x, x]"]
  .concat(["b", "c", "d", "e"].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcd"[i]}`)}]`))
  .join("\n");

it.each([
  ["a repeated key", "kind: Sweep\nmetadata: {}\nkind: Sweep", 'line 3, column 1: the key "kind" is repeated'],
  ["a repeated key in a flow map", "a: {b: 1, b: 2}", 'line 1, column 11: the key "b" is repeated'],
  ["a second document", "a: 1\n---\nb: 2", "a second document begins; one file holds one sweep"],
  ["a bracket that is not closed", "spec:\n  a: [1, 2", "line 2, column 11: "],
  ["a tab as indentation", "spec:\n\ta: 1", "line 2, column 1: "],
  ["an unknown tag", "a: !env HOME", "line 1, column 4: Unresolved tag: !env"],
  ["an alias without an anchor", "a: *nobody", "Unresolved alias (the anchor must be set before the alias): nobody"],
  ["an alias inside of its anchor", "a: &a [1, *a]", "an alias stands inside of what it names"],
  ["aliases that grow without measure", BOMB, "its aliases stand for too much data"],
  ["a hundred thousand brackets", "[".repeat(100_000), "nested too deeply"],
  ["more than a mebibyte", `# ${"x".repeat(5_000_000)}`, "is larger than 1024 KiB"],
  ["another encoding", new Uint8Array([0xff, 0xfe, 0x61, 0x00]), "is not UTF-8 text"],
])("refuses %s, naming file and place", async (_what, text, message) => {
  const path = write(text);
  await expect(loadDocument(path)).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining(message),
  });
  await expect(loadDocument(path)).rejects.toThrow(path);
});

it("refuses a megabyte of keys in seconds, not minutes", async () => {
  const keys = Array.from({ length: 90_000 }, (_, i) => `k${i}: 1\n`).join("");
  await expect(loadDocument(write(`${keys}k7: 2\n`))).rejects.toThrow('line 90001, column 1: the key "k7" is repeated');
}, 30_000);

it("lists every mistake of a document with its path, value and rule", async () => {
  const path = write(VALID.replace("trials: 10", "trials: 0, days: 3").replace("min: 1e-4", 'min: "1e-4"'));
  const { code, stdout, stderr } = await macrosweep("validate", path);
  expect(stderr).toMatch(new RegExp(`^macrosweep: ${path} is no valid sweep document\n`));
  expect(stderr).toMatch(/\n {2}spec\.parameters\[0\].*"1e-4"/);
  expect(stderr).toMatch(/\n {2}spec\.budget\.trials: 0 must be a whole number/);
  expect(stderr).toMatch(/\n {2}spec\.budget\.days: unknown key/);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

it("says what a valid document asks for, with exit code 0", async () => {
  const path = write(VALID);
  expect(await macrosweep("validate", path)).toEqual({
    code: 0,
    stdout: `${path} is valid: sweep beats, maximize macro-F1, 1 parameter, 10 trials of at most 9 epochs.\n`,
    stderr: "",
  });
  const { stdout } = await macrosweep("validate", path, "--json");
  expect(stdout).toBe(
    '{"sweep":"beats","valid":true,"objective":{"metric":"macroF1","direction":"maximize"},"warnings":[]}\n',
  );
});

it("says what is wrong with a name that is no file", async () => {
  mkdirSync(join(folder.path, "sweeps"));
  const missing = join(folder.path, "missing.yaml");
  await expect(loadDocument(missing)).rejects.toThrow(`${missing}: there is no such file`);
  await expect(loadDocument(join(folder.path, "sweeps"))).rejects.toThrow("is a folder; name the document in it");
});

it("says of a pattern in double quotes that it wants single ones", async () => {
  const reports = String.raw`{ epoch: "epoch (\d+)", value: 'f1 ([0-9.]+)' }`;
  const file = write(VALID.replace("[python3, train.py]", `[python3, train.py], reports: ${reports}`));
  await expect(loadDocument(file)).rejects.toThrow(/line 8, column \d+: .*write patterns in single quotes/);
});
