import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, matchesGlob } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { carriedAgent } from "../../src/carriedNode.ts";
import { documentOf } from "../contract/api/scene.ts";
import { run } from "../packages/npm.ts";

// The image, as far as it can be held without an engine that builds it: every step names what is there, and what they copy is enough for what they run.

const root = join(import.meta.dirname, "../..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** One instruction, with the stage that it stands in; "" for the last one and for what is before all. */
interface Step {
  readonly stage: string;
  readonly word: string;
  readonly rest: string;
}

const steps = readSteps(readFileSync(join(root, "Dockerfile"), "utf8"));
const of = (word: string) => steps.filter((step) => step.word === word);
const stages = of("FROM").map(({ stage }) => stage);

function readSteps(text: string): Step[] {
  const lines = text.replace(/\\\n/g, " ").split("\n");
  let stage = "";
  return lines.flatMap((line) => {
    const [, word = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (word === "FROM") stage = / AS (\S+)$/.exec(rest)?.[1] ?? "";
    return word === "" ? [] : [{ stage, word, rest }];
  });
}

/** Sources of a COPY, and where they come from: "" for the folder that is built. */
function copied({ rest }: Step): { readonly from: string; readonly sources: readonly string[] } {
  const words = rest.split(" ");
  const from = words.find((word) => word.startsWith("--from="))?.slice("--from=".length) ?? "";
  return { from, sources: words.filter((word) => !word.startsWith("--")).slice(0, -1) };
}

describe("the image", () => {
  it("is made in stages of one pinned base, whose registry and npm's may be mirrors", () => {
    expect(stages).toEqual(["manifests", "build", "libraries", ""]);
    const bases = of("FROM").map(({ rest }) => rest.split(" ")[0]);
    expect(new Set(bases)).toEqual(new Set([`\${REGISTRY}/node:\${NODE}`, "manifests"]));
    expect(of("ARG").map(({ rest }) => rest)).toEqual([
      "REGISTRY=docker.io/library",
      `NODE=${manifest.devDependencies.node}-bookworm-slim`,
      "NPM_REGISTRY=",
    ]);
  });

  it("copies what is there, and .dockerignore lets all of it in", () => {
    const sources = of("COPY")
      .map(copied)
      .flatMap(({ from, sources }) => (from === "" ? sources : []));
    expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
    const [, ...rules] = readFileSync(join(root, ".dockerignore"), "utf8").trim().split("\n");
    expect(rules[0]).toBe("*");
    const allowed = rules.filter((rule) => rule.startsWith("!")).map((rule) => rule.slice(1));
    expect(allowed.filter((name) => !sources.includes(name))).toEqual([]);
    expect(sources.filter((source) => !allowed.some((name) => matchesGlob(source, `${name}{,/**}`)))).toEqual([]);
  });

  it("takes from other stages only what they have", () => {
    for (const { from, sources } of of("COPY")
      .map(copied)
      .filter(({ from }) => from !== "")) {
      expect(stages).toContain(from);
      const made = ["node_modules", "dist", "agent-bundle"].map((name) => `/build/${name}`);
      const there = sources.filter((source) => existsSync(join(root, source.replace("/build/", ""))));
      expect(sources.filter((source) => !made.includes(source) && !there.includes(source))).toEqual([]);
    }
  });

  it("runs scripts that package.json has", () => {
    const runs = of("RUN").map(({ rest }) => rest);
    expect(runs.slice(0, 3)).toEqual(["npm ci", "npm run -s build", `${manifest.scripts["agent-bundle"]}`]);
    expect(manifest.scripts).toHaveProperty("build");
  });

  it("holds everything that the package does but texts, and the agent where `agent-copy` looks", () => {
    const last = of("COPY")
      .filter(({ stage }) => stage === "")
      .flatMap((step) => copied(step).sources);
    const texts = ["proto", "docs", "schema", "examples", "!examples/library.js"];
    const parts = manifest.files
      .filter((name: string) => !texts.includes(name))
      .map((name: string) => `/build/${name}`);
    expect(last).toEqual(expect.arrayContaining([...parts, "/build/package.json", "/build/agent-bundle"]));
    expect(of("WORKDIR").filter(({ stage }) => stage === "")[0]?.rest).toBe("/opt/macrosweep");
  });

  it("starts the program without a shell, as a number that is not root's", () => {
    expect(of("USER").map(({ rest }) => rest)).toEqual(["10001:10001"]);
    const [program, main] = JSON.parse(of("ENTRYPOINT")[0]?.rest ?? "[]");
    expect([program, main]).toEqual(["node", `/opt/macrosweep/${manifest.bin.macrosweep}`]);
    expect(JSON.parse(of("CMD")[0]?.rest ?? "[]")).toEqual(["controller"]);
  });
});

it("is built of what its steps copy, and then runs with the packages that are installed without the others", async () => {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-image-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const build = join(folder, "build");
  const image = join(folder, "image");
  const said = async (program: string, ...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(program, args, build);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  copy(["manifests", "build"], root, build);
  symlinkSync(join(root, "node_modules"), join(build, "node_modules"));
  for (const { rest } of of("RUN").slice(1, 3)) {
    const [program = "", ...args] = rest.split(" ");
    await said(program, ...args);
  }
  rmSync(join(build, "node_modules"));
  copy([""], build, image);
  mkdirSync(join(image, "node_modules"));
  for (const name of Object.keys(manifest.dependencies))
    symlinkSync(join(root, "node_modules", name), join(image, "node_modules", name));
  const [, entry = ""]: string[] = JSON.parse(of("ENTRYPOINT")[0]?.rest ?? "[]");
  const main = entry.replace("/opt/macrosweep", image);
  expect(await said(process.execPath, main, "--version")).toBe(`${manifest.version}\n`);
  // A whole sweep: by a journal, for which it needs the one package that is not bundled.
  const document = join(folder, "sweep.json");
  const line = '@macrosweep {"epoch": 1, "confusion": [[8, 2], [1, 9]]}';
  const trainer = { command: ["sh", "-c", `echo '${line}'`] };
  const budget = { trials: 1, parallel: 1, epochsPerTrial: 1 };
  writeFileSync(document, JSON.stringify(documentOf("small", budget, { trainer })));
  const state = ["--state", join(folder, "state")];
  expect(JSON.parse(await said(process.execPath, main, "run", document, "--json", ...state))).toMatchObject({
    state: "completed",
  });
  const [node, ...agent] = carriedAgent(join(image, "agent-bundle"));
  expect(await said(node, ...agent, "--help")).toContain("--controller");
}, 300_000);

/** Does what the COPY steps of these stages say: of a folder what is in it, but for what .dockerignore leaves out everywhere. */
function copy(inStages: readonly string[], from: string, to: string): void {
  const isLeftOut = (file: string) => from === root && ["node_modules", "dist"].includes(basename(file));
  mkdirSync(to);
  for (const step of of("COPY").filter(({ stage }) => inStages.includes(stage))) {
    const target = join(to, step.rest.split(" ").at(-1) ?? "");
    for (const source of copied(step).sources.filter((name) => name !== "/build/node_modules")) {
      const path = join(from, source.replace("/build/", ""));
      const place = statSync(path).isDirectory() ? target : join(target, basename(path));
      cpSync(path, place, { recursive: true, filter: (file) => !isLeftOut(file) });
    }
  }
}

describe("agent-copy", () => {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-copy-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // A package of its own, with the sources of this one in it.
  for (const part of ["src", "node_modules", "package.json"]) symlinkSync(join(root, part), join(folder, part));

  const agentCopy = (to: string) => {
    const options = ["--preserve-symlinks", "--preserve-symlinks-main", join(folder, "src/cli/main.ts")];
    const { status, stderr } = spawnSync(process.execPath, [...options, "agent-copy", to], { encoding: "utf8" });
    return { status, stderr };
  };

  it("says what it looked for where there is no such agent", () => {
    expect(agentCopy(join(folder, "pod"))).toEqual({
      status: 2,
      stderr: `macrosweep: ${join(folder, "agent-bundle")} is not there: the image has it, and \`npm run agent-bundle\` makes it\n`,
    });
  });

  it("puts the agent of its package into a folder, also a second time, and programs stay programs", () => {
    mkdirSync(join(folder, "agent-bundle/bin"), { recursive: true });
    writeFileSync(join(folder, "agent-bundle/bin/node"), "node", { mode: 0o755 });
    const said = { status: 0, stderr: "" };
    expect([agentCopy(join(folder, "pod")), agentCopy(join(folder, "pod"))]).toEqual([said, said]);
    expect(readFileSync(join(folder, "pod/bin/node"), "utf8")).toBe("node");
    expect(statSync(join(folder, "pod/bin/node")).mode & 0o777).toBe(0o755);
  });

  it("says where it cannot write", () => {
    expect(agentCopy("/proc/none")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("agent-copy /proc/none: "),
    });
  });
});
