import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

// Loaded before the program by `--import`: makes a version of it that is one ahead. It calls itself so, and each trial that it gives away it notes
// in the journal by a kind of event that no version has: `trialPlaced`, which MACROSWEEP_TEST_LATER says may be ignored ("ignorable") or not ("known").

const isIgnorable = process.env.MACROSWEEP_TEST_LATER === "ignorable";
const placed = `{ kind: "trialPlaced", atMs: command.nowMs${isIgnorable ? ", ignorable: true" : ""} }`;

const edits = {
  "/src/version.ts": ["manifest.version;", '"9.9.9";'],
  "/src/controller/core/execute.ts": [
    "const { events, answer } = decide(sweep, command);",
    `const { events: before, answer } = decide(sweep, command);
     const events = before.some(({ kind }) => kind === "leaseGranted") ? [...before, ${placed}] : before;`,
  ],
  "/src/controller/core/passOver.ts": [
    "if (ignorable === true) return;",
    'if (kind === "trialPlaced" || ignorable === true) return;',
  ],
};

registerHooks({
  load(url, context, next) {
    const [, [text, instead] = []] = Object.entries(edits).find(([file]) => url.endsWith(file)) ?? [];
    if (text === undefined) return next(url, context);
    const source = readFileSync(fileURLToPath(url), "utf8");
    if (!source.includes(text)) throw new Error(`${url}: has no ${JSON.stringify(text)}`);
    return { format: "module-typescript", source: source.replace(text, () => instead), shortCircuit: true };
  },
});
