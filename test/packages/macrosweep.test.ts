import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { emptyFolder, install, nodeOf, type Packed, pack, root, run } from "./npm.ts";
import { sizeOf } from "./sizeOf.ts";

// What a user gets who installs macrosweep. Needs `npm run build`, and npm's registry for the dependencies and for older Nodes.

const { engines, version, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

// A Node is a download of 45 MB, the first time.
vi.setConfig({ testTimeout: 240_000 });

const folder = emptyFolder(afterAll);
let packed: Packed;
let missing: string | null;

beforeAll(async () => {
  packed = await pack(".", folder);
  missing = await install([packed.tarball], folder);
}, 300_000);

describe("the tarball of macrosweep", () => {
  it("holds the program, the wire, the examples with their data and the notices", () => {
    expect(packed.files).toEqual(
      expect.arrayContaining([
        ...["bin/macrosweep.js", "bin/package.json", "dist/cli/main.js", "dist/bundled/main.js"],
        ...["proto/macrosweep/v1/agent.proto", "examples/quickstart.yaml", "examples/data/shuttle.csv"],
        ...["LICENSE", "NOTICE", "README.md", "package.json"],
      ]),
    );
  });

  it("holds nothing else", () => {
    expect(packed.files.filter((file) => /\.tsx?$|(^|\/)(test|bench|src|python)\//.test(file))).toEqual([]);
    expect(packed.unpackedSize).toBeLessThan(14e6);
  });
});

describe("macrosweep, installed into an empty folder", () => {
  it("takes less than 50 MB, without Node and without TensorFlow.js", ({ skip }) => {
    if (missing !== null) return skip(missing);
    const modules = join(folder, "node_modules");
    expect(sizeOf(modules)).toBeLessThan(50e6);
    expect([sizeOf(join(modules, "node")), sizeOf(join(modules, "@tensorflow"))]).toEqual([0, 0]);
  });

  it("brings SQLite, and its other packages within it", ({ skip }) => {
    if (missing !== null) return skip(missing);
    const installed = JSON.parse(readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8")).packages;
    expect(Object.keys(installed).sort()).toEqual(
      ["better-sqlite3", "macrosweep", "node-addon-api"].map((name) => `node_modules/${name}`),
    );
    const licenses = readFileSync(join(folder, "node_modules/macrosweep/dist/vendor/LICENSES.txt"), "utf8");
    expect(licenses).toContain("\nfastify 5.");
  });

  it("makes certificates, with a package within it that looks for another one", async ({ skip }) => {
    if (missing !== null) return skip(missing);
    const { code, stderr } = await run("npx", ["macrosweep", "certs", "init", "--dir", "pki"], folder);
    expect(code, stderr).toBe(0);
    expect(new X509Certificate(readFileSync(join(folder, "pki/ca.pem"))).ca).toBe(true);
  });

  it("runs its example with npx on Node 22.14, the oldest that it says it runs on", async ({ skip }) => {
    const node = await nodeOf("22.14.0");
    if (missing !== null) return skip(missing);
    if ("missing" in node) return skip(node.missing);
    expect(engines).toEqual({ node: ">=22.14" });
    expect((await run("node", ["--version"], folder, node.bin)).stdout).toBe("v22.14.0\n");
    const args = ["macrosweep", "run", "node_modules/macrosweep/examples/quickstart.yaml", "--json"];
    const { code, stdout, stderr } = await run("npx", args, folder, node.bin);
    expect(code, stderr).toBe(0);
    const { state, best, trials } = JSON.parse(stdout);
    expect(state).toBe("completed");
    expect(trials.completed + trials.pruned).toBeGreaterThan(40);
    expect(best.value).toBeGreaterThan(0.95);
  });

  it("says in a sentence that Node 22.14 is too old for the operator", async ({ skip }) => {
    const node = await nodeOf("22.14.0");
    if (missing !== null) return skip(missing);
    if ("missing" in node) return skip(node.missing);
    expect(await run("npx", ["macrosweep", "controller", "--operator"], folder, node.bin)).toEqual({
      code: 2,
      stdout: "",
      stderr: "macrosweep: --operator needs Node.js 22.19 or newer; this is 22.14.0\n",
    });
  });

  it("says its version on the Node of this test", async ({ skip }) => {
    if (missing !== null) return skip(missing);
    expect(await run("npx", ["macrosweep", "--version"], folder)).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
  });

  it.for(["12.0.0", "18.20.8", "22.13.1"])("says in a sentence that Node %s is too old", async (old, { skip }) => {
    const node = await nodeOf(old);
    if (missing !== null) return skip(missing);
    if ("missing" in node) return skip(node.missing);
    const { code, stdout, stderr } = await run("node", ["node_modules/macrosweep/bin/macrosweep.js"], folder, node.bin);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(`macrosweep: needs Node.js 22.14 or newer; this is ${old} (${join(node.bin, "node")})\n`);
  });

  it("leaves a native TensorFlow.js to those who want one", () => {
    expect(peerDependencies).toEqual({ "@tensorflow/tfjs-node": "4", "@tensorflow/tfjs-node-gpu": "4" });
  });
});
