import { registerHooks } from "node:module";

// The native packages download a library at installation, which a test cannot rely on. With `--import` of this file, tfjs-node-gpu is found
// and fails as it does without CUDA, and tfjs-node is found and works, with the wasm kernels in place of the library's.
const packages = {
  "@tensorflow/tfjs-node-gpu": `throw new Error("libcudart.so.11.0: cannot open shared object file")`,
  "@tensorflow/tfjs-node": `
    import util from "node:util";
    import "@tensorflow/tfjs-backend-wasm";
    import { copyRegisteredKernels, findBackendFactory, registerBackend } from "@tensorflow/tfjs-core";
    if (util.isNullOrUndefined(0)) throw new Error("tfjs-node calls this while it loads");
    copyRegisteredKernels("wasm", "tensorflow");
    registerBackend("tensorflow", findBackendFactory("wasm"));`,
};

registerHooks({
  resolve(specifier, context, next) {
    if (specifier in packages) return { url: `stand-in:${specifier}`, format: "module", shortCircuit: true };
    // A stand-in imports what this file could.
    const parentURL = context.parentURL?.startsWith("stand-in:") ? import.meta.url : context.parentURL;
    return next(specifier, { ...context, parentURL });
  },
  load(url, context, next) {
    const source = packages[url.replace("stand-in:", "")];
    return source === undefined ? next(url, context) : { source, format: "module", shortCircuit: true };
  },
});
