import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import util from "node:util";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { registerConv2DBackpropFilter } from "./conv2dBackpropFilter.ts";

// By preference. Both call their backend "tensorflow".
const NATIVE = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

/**
 * Starts the best backend that is installed: tfjs-node-gpu, tfjs-node, or wasm, which always is.
 *
 * @returns Its name. A native package that is installed and does not load is passed over, with its error to `log`.
 */
export async function startBackend(log: (line: string) => void): Promise<string> {
  for (const name of NATIVE) {
    if (await isLoaded(name, log)) return startNamed("tensorflow", name.slice("@tensorflow/".length));
  }
  setWasmPaths(wasmFolder());
  registerConv2DBackpropFilter("wasm");
  return startNamed("wasm", "wasm");
}

// In the package in a checkout, beside the bundle after the build.
function wasmFolder(): string {
  const place =
    extname(import.meta.url) === ".ts" ? import.meta.resolve("@tensorflow/tfjs-backend-wasm") : import.meta.url;
  return fileURLToPath(new URL(".", place));
}

async function isLoaded(name: string, log: (line: string) => void): Promise<boolean> {
  // Gone from Node 23 on, and tfjs-node 4 still calls it while it is imported.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
  try {
    await import(name);
    return true;
  } catch (error) {
    if (!isNotInstalled(error, name)) log(`${name} does not load: ${String(error)}`);
    return false;
  }
}

function isNotInstalled(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "ERR_MODULE_NOT_FOUND" &&
    error.message.includes(`'${name}'`)
  );
}

async function startNamed(backend: string, name: string): Promise<string> {
  await tf.setBackend(backend);
  await tf.ready();
  // A backend that cannot start is replaced without a word by a slower one.
  if (tf.getBackend() !== backend) throw new Error(`${name} has not started; TensorFlow.js runs on ${tf.getBackend()}`);
  return name;
}
