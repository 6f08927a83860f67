import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { licenses, packageOf } from "./licenses.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const src = join(root, "src");

// What is started by its path: the command line, and what it starts as a process or thread of its own. Each is built to the same place under dist/.
const ENTRIES = [
  "cli/main",
  "agent/reaper/main",
  "controller/journal/sqliteWorker",
  "controller/journal/copyWorker",
  "controller/solver/solverWorker",
  "controller/standby/leadWorker",
];

// Of an agent by itself.
export const AGENT_ENTRIES = ["cli/agentMain", "agent/reaper/main"];

// Is a bundle of its own.
const TRAINER = "bundled/main";

/**
 * The command line with the packages that it uses, but for the native one, in few files: a tenth of the size of these packages, and half of the
 * time that it takes to start. Each command loads what it needs; dist/vendor/ has one file a package, so that stack traces say whose code it was.
 * @param dir Where they come to be, from the root on.
 */
export async function bundleProgram(dir = "dist", entries = ENTRIES) {
  await build({
    cwd: root,
    logLevel: "warn",
    input: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
    platform: "node",
    external: Object.keys(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies),
    preserveEntrySignatures: "allow-extension",
    transform: { target: "node22.14" },
    plugins: [{ name: "places", transform: namePlace, renderChunk: findPlace }, licenses("vendor/LICENSES.txt")],
    output: {
      dir,
      format: "esm",
      // Readable, so that stack traces are.
      minify: false,
      entryFileNames: "[name].js",
      chunkFileNames: ({ name }) => (name.startsWith("vendor/") ? "[name].js" : "chunks/[name].js"),
      // Packages import each other in no circle, so each may be a file.
      codeSplitting: { includeDependenciesRecursively: false, groups: [{ debugName: "vendor", name: vendorOf }] },
    },
  });
}

function vendorOf(id) {
  const name = packageOf(id);
  return name === null ? null : `vendor/${name.replace("@", "").replace("/", "-")}`;
}

// Sources find the files beside them by `import.meta.url`, and the bundler puts them together elsewhere. So each says where it would be without
// the bundler, from dist/ on, and when it is known in which file it has come to be, from there.
const DIST = "DIST:/";

function namePlace(code, id) {
  if (!id.startsWith(src) || !code.includes("import.meta.url")) return null;
  const place = relative(src, id).replace(/\.ts$/, ".js");
  const forgotten = startedIn(code, dirname(place)).filter((entry) => !ENTRIES.includes(entry) && entry !== TRAINER);
  if (forgotten.length > 0) this.error(`${place} starts ${forgotten.join(", ")} by its path: it is none of ENTRIES`);
  return code.replaceAll("import.meta.url", `new URL("${DIST}${place}", import.meta.url).href`);
}

/** What a source in this folder starts by its path: as a file beside it that has the extension of itself. */
function startedIn(code, folder) {
  return [...code.matchAll(/`([./\w]+)\$\{extname\(import\.meta\.url\)\}`/g)].map(([, path]) => join(folder, path));
}

function findPlace(code, { fileName }) {
  return code.includes(DIST) ? code.replaceAll(DIST, `${relative(dirname(fileName), ".")}/`) : null;
}
