import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The package that a file belongs to, or null for our own. */
export function packageOf(id) {
  const [, name = null] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id) ?? [];
  return name;
}

/**
 * A plugin of the bundler that refuses code of a package which NOTICE does not name.
 * @param fileName where the licenses of all packages in the bundle are written, or null for nowhere
 */
export function licenses(fileName) {
  return {
    name: "licenses",
    generateBundle(_options, bundle) {
      const notice = readFileSync(join(root, "NOTICE"), "utf8").split(/[\s,]+/);
      const folders = foldersOf(Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds));
      const missing = [...folders.keys()].filter((name) => !notice.includes(name)).sort();
      if (missing.length > 0) this.error(`in the bundle; say in NOTICE whose they are: ${missing.join(", ")}`);
      if (fileName !== null) this.emitFile({ type: "asset", fileName, source: textOf(folders) });
    },
  };
}

/** Packages by name, with their folders. */
function foldersOf(ids) {
  const folders = new Map();
  for (const id of ids) {
    const name = packageOf(id);
    if (name !== null)
      folders.set(name, id.slice(0, id.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}`.length));
  }
  return new Map([...folders].sort());
}

function textOf(folders) {
  return [...folders]
    .map(([name, folder]) => `${name} ${manifestOf(folder).version}\n\n${licenseOf(folder)}`)
    .join(`\n${"-".repeat(80)}\n`);
}

/** The text of a package's license; where it ships none, what its manifest says. */
function licenseOf(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file !== undefined) return `${readFileSync(join(folder, file), "utf8").trim()}\n`;
  const { license, author, repository } = manifestOf(folder);
  return `${license}, ${author?.name ?? author ?? repository?.url ?? repository}\n`;
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
