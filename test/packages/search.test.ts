import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { emptyFolder, fetched, install, nodeOf, type Packed, pack, root, run } from "./npm.ts";
import { sizeOf } from "./sizeOf.ts";

// What a user gets who installs @macrosweep/search. Needs `npm run build`, and npm's registry for Node 18 and TypeScript 5.4.

// A Node is a download of 45 MB, the first time.
vi.setConfig({ testTimeout: 240_000 });

const folder = emptyFolder(afterAll);
let packed: Packed;

// Nothing but the tarball is needed: it has no dependency.
beforeAll(async () => {
  packed = await pack("packages/search", folder);
  expect(await install([packed.tarball], folder)).toBe(null);
  copyFileSync(join(root, "examples/library.js"), join(folder, "library.js"));
  copyFileSync(join(import.meta.dirname, "everySearch.js"), join(folder, "everySearch.js"));
  writeFileSync(
    join(folder, "main.js"),
    `import { everySearch } from "./everySearch.js";\nconsole.log(JSON.stringify(await everySearch()));`,
  );
}, 120_000);

describe("the tarball of @macrosweep/search", () => {
  it("holds modules with their types, the notices, and no more", () => {
    const [modules, rest] = [packed.files.filter(isModule), packed.files.filter((file) => !isModule(file))];
    expect(rest.sort()).toEqual(["LICENSE", "NOTICE", "README.md", "package.json"]);
    expect(modules.filter((file) => /^dist\/(agent|bundled|cli|controller|gen)\//.test(file))).toEqual([]);
    expect(packed.files).toEqual(expect.arrayContaining(["dist/search/index.js", "dist/search/index.d.ts"]));
  });

  it("is installed alone, in less than 1 MB", () => {
    expect(readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8").match(/node_modules\//g)?.length).toBe(
      1,
    );
    expect(sizeOf(join(folder, "node_modules"))).toBeLessThan(1e6);
  });

  it("has the version of macrosweep, no dependency and no side effect", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const said = JSON.parse(readFileSync(join(folder, "node_modules/@macrosweep/search/package.json"), "utf8"));
    expect(said).toMatchObject({ version, type: "module", sideEffects: false, engines: { node: ">=18" } });
    expect(Object.keys(said).filter((key) => /dependencies/i.test(key))).toEqual([]);
  });
});

describe("@macrosweep/search, installed into an empty folder", () => {
  it("runs the library's example", async () => {
    const { code, stdout, stderr } = await run("node", ["library.js"], folder);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^best of 40 \(\d+ pruned\): macro-F1 0\.7/);
  });

  it("searches on Node 18 as on this Node, with every sampler and every pruner", async ({ skip }) => {
    const node = await nodeOf("18.20.8");
    if ("missing" in node) return skip(node.missing);
    expect((await run("node", ["--version"], folder, node.bin)).stdout).toBe("v18.20.8\n");
    const [old, own] = [await run("node", ["main.js"], folder, node.bin), await run("node", ["main.js"], folder)];
    expect(old.stderr).toBe("");
    expect(JSON.parse(old.stdout)).toEqual(JSON.parse(own.stdout));
    expect((await run("node", ["library.js"], folder, node.bin)).stdout).toMatch(/^best of 40 /);
  });

  it("costs a program that uses nothing of it nothing, and one that uses the preset little", async () => {
    expect(await bundled(`import "@macrosweep/search";`)).toBe("");
    const preset = await bundled(`import { imbalance } from "@macrosweep/search"; console.log(imbalance);`);
    expect(preset).toContain("learning_rate");
    expect(preset.length).toBeLessThan(3_000);
  });
});

describe("the types of @macrosweep/search", () => {
  const PROGRAM = `
    import { createSearch, type Found, imbalance, optimize, readPruner, replay, SweepError, simulate } from "@macrosweep/search";
    const search = createSearch({ space: [...imbalance, { name: "width", type: "int", min: 16, max: 256 }], steps: 27 });
    const width: number | undefined = search.ask()?.params.width;
    // @ts-expect-error there is no such parameter
    search.ask()?.params.height;
    const { best } = await optimize({
      space: [{ name: "rate", type: "float", min: 0, max: 1 }, { name: "loss", type: "categorical", values: ["a", "b"] }],
      steps: 1,
      trials: 1,
      objective: ({ params: { rate, loss }, signal }) => (signal.aborted || loss === "a" ? 0 : rate),
    });
    const loss: "a" | "b" | undefined = best?.params.loss;
    // @ts-expect-error it has no such value
    const other: "c" | undefined = best?.params.loss;
    console.log(width, loss, other, readPruner, replay, SweepError, simulate);
    export type Best = Found<[]>;`;

  it.for([
    ["nodenext", "true"],
    ["nodenext", "false"],
    ["bundler", "true"],
    ["bundler", "false"],
  ])(
    "compile with TypeScript 5.4, strict, module resolution %s, skipLibCheck %s",
    async ([kind, skipped], { skip }) => {
      const typescript = await fetched("typescript", "5.4.5");
      if ("missing" in typescript) return skip(typescript.missing);
      writeFileSync(join(folder, "program.ts"), PROGRAM);
      const modules = ["--module", kind === "bundler" ? "esnext" : "nodenext", "--moduleResolution", kind];
      const options = ["--strict", "--noEmit", "--target", "es2022", ...modules, "--skipLibCheck", skipped];
      const tsc = await run("node", [join(typescript.folder, "bin/tsc"), ...options, "program.ts"], folder);
      expect(tsc).toEqual({ code: 0, stdout: "", stderr: "" });
    },
  );
});

function isModule(file: string): boolean {
  return /^dist\/.*\.(js|d\.ts)$/.test(file);
}

/** A program of one file, bundled for a browser. */
async function bundled(program: string): Promise<string> {
  const file = join(folder, "used.js");
  writeFileSync(file, program);
  const bundle = await rolldown({ input: file, cwd: folder, platform: "browser" });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  return output[0].code.trim();
}
