#!/usr/bin/env node
// Builds what the two packages ship: dist/ for macrosweep, packages/search/ for @macrosweep/search. From scratch, so that nothing stale is shipped.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { build as buildPage } from "vite";
import { bundleProgram } from "./bundleProgram.js";
import { licenses } from "./licenses.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const search = join(root, "packages", "search");

for (const made of [join(root, "dist"), join(search, "dist")]) rmSync(made, { recursive: true, force: true });
await bundleProgram();
await bundleTrainer();
await buildPage({
  configFile: join(root, "web", "vite.config.ts"),
  logLevel: "warn",
  plugins: [licenses("LICENSES.txt")],
});
tsc("packages/search/tsconfig.json");
for (const shared of ["LICENSE", "NOTICE"]) cpSync(join(root, shared), join(search, shared));

function tsc(project) {
  const { status, error } = spawnSync("tsc", ["-p", project], { cwd: root, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(1);
}

/** The bundled trainer with what it uses of TensorFlow.js, as one file, and the wasm kernels beside it: 2.5 MB in place of 95 MB of packages. */
async function bundleTrainer() {
  await build({
    cwd: root,
    logLevel: "warn",
    input: "src/bundled/main.ts",
    platform: "node",
    // TensorFlow.js asks for it where there is no fetch.
    external: ["node-fetch"],
    resolve: { mainFields: ["module", "main"] },
    transform: { target: "node22.14", define: { __dirname: "import.meta.dirname" } },
    plugins: [{ name: "kernels", generateBundle: emitKernels }, licenses(null)],
    // Readable, so that stack traces are, and with the comments that say whose it is.
    output: { file: "dist/bundled/main.js", format: "esm", minify: false },
  });
}

function emitKernels() {
  // On Node TensorFlow.js uses no threads; SIMD where the processor has it.
  for (const fileName of ["tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm.wasm"]) {
    const file = fileURLToPath(import.meta.resolve(`@tensorflow/tfjs-backend-wasm/dist/${fileName}`));
    this.emitFile({ type: "asset", fileName, source: readFileSync(file) });
  }
}
