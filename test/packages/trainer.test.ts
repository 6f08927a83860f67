import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import numpy from "../bundled/data/numpy.json" with { type: "json" };
import { emptyFolder, root, run } from "./npm.ts";

// The bundled trainer as it is shipped, with TensorFlow.js inside. Needs `npm run build`.

const source = join(root, "src/bundled/main.ts");

let folder: string;
let shipped: string;

beforeEach(() => {
  folder = emptyFolder(onTestFinished);
  // As it is installed: no package of TensorFlow.js can be found from there.
  const installed = join(folder, "node_modules/macrosweep");
  cpSync(join(root, "dist/bundled"), join(installed, "dist/bundled"), { recursive: true });
  cpSync(join(root, "examples"), join(installed, "examples"), { recursive: true });
  writeFileSync(join(installed, "package.json"), `{ "type": "module" }`);
  shipped = join(installed, "dist/bundled/main.js");
  for (const [name, base64] of Object.entries(numpy.series)) {
    writeFileSync(join(folder, name), Buffer.from(base64, "base64"));
  }
});

const TABLE = ["--data=examples/data/shuttle.csv", "--label=class"];
const SERIES = ["--data=both.npz", "--label=label", "--model=cnn1d"];

describe("the bundled trainer as it is shipped", () => {
  it.for([
    ["a table", TABLE, { dropout: 0.1, batch_norm: true, augmentation: 0.2 }],
    ["series", SERIES, { width: 2, depth: 1, augmentation: 0.1 }],
  ] as const)("says of %s what its source says", async ([, args, params]) => {
    const ours = await trained(shipped, args, params);
    expect(ours.stderr).toContain("\nbackend wasm\n");
    expect(ours.stdout.match(/^@macrosweep /gm)?.length).toBeGreaterThanOrEqual(2);
    const sources = await trained(source, args.map(fromRoot), params);
    expect({ stdout: ours.stdout, code: ours.code }).toEqual({ stdout: sources.stdout, code: 0 });
  });

  it("takes a native backend that is installed beside it, which registers with a core of its own", async () => {
    const native = join(folder, "node_modules/@tensorflow/tfjs-node");
    mkdirSync(native, { recursive: true });
    writeFileSync(join(native, "package.json"), `{ "main": "index.js" }`);
    writeFileSync(join(native, "index.js"), NATIVE);
    const wasm = await trained(shipped, TABLE, { batch_norm: true }, "wasm");
    const beside = await trained(shipped, TABLE, { batch_norm: true }, "native");
    expect(beside.stderr).toContain("\nbackend tfjs-node\n");
    expect(beside.stderr).toContain("a kernel of the other core has run");
    expect(beside.stdout).toBe(wasm.stdout);
  });
});

/** What tfjs-node does while it loads, with the core of the checkout, and the kernels that the bundle has registered in place of the library's. */
const NATIVE = `
  if (process.env.NATIVE === "wasm") throw new Error("not this time");
  const tf = require(${JSON.stringify(join(root, "node_modules/@tensorflow/tfjs-core"))});
  tf.copyRegisteredKernels("wasm", "tensorflow");
  for (const kernelName of ["BatchMatMul", "_FusedMatMul"]) {
    const kernel = tf.getKernel(kernelName, "wasm");
    tf.unregisterKernel(kernelName, "tensorflow");
    tf.registerKernel({ ...kernel, backendName: "tensorflow", kernelFunc: (of) => {
      process.env.SAID ??= console.error("a kernel of the other core has run") ?? "";
      return kernel.kernelFunc(of);
    } });
  }
  tf.registerBackend("tensorflow", tf.findBackendFactory("wasm"));`;

/** A trial of three epochs, on data that are found from the folder of the test or among the examples that are shipped. */
function trained(main: string, args: readonly string[], params: object, native = "") {
  const checkpointDir = emptyFolder(onTestFinished);
  const lease = { sweep: "s", trial: 0, attempt: 1, seed: 1, replicate: 0, reported: 0 };
  const trial = JSON.stringify({ ...lease, params, epochs: 3, checkpointDir });
  return run("env", [`MACROSWEEP_TRIAL=${trial}`, `NATIVE=${native}`, process.execPath, main, ...args], folder);
}

function fromRoot(arg: string): string {
  return arg.replace("examples/", `${root}/examples/`);
}
