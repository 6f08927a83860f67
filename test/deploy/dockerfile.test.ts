import { spawnSync } from "node:child_process";
import {
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
import { join, matchesGlob } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

// The image, as far as it can be held without building it: every step names what is there.

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
