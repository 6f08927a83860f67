import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** What a program said and how it ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end in a folder, with the Node of `node` (a folder of programs) first on the PATH where it is given. */
export function run(program: string, args: readonly string[], cwd: string, node?: string): Promise<Ended> {
  // What `npm test` says to its script is not for the npm of a test.
  const said = /^npm_(package|lifecycle|config_local_prefix|config_prefix|config_workspace)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !said.test(name)));
  if (node !== undefined) env.PATH = `${node}:${env.PATH}`;
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env, maxBuffer: 64 * 1024 * 1024, timeout: 240_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

/** What `npm pack` says of a package's tarball. */
export interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
  readonly unpackedSize: number;
}

/** Packs a folder of the project, of what `npm run build` has made, into another folder. */
export async function pack(folder: string, into: string): Promise<Packed> {
  const args = ["pack", join(root, folder), "--ignore-scripts", "--json", "--pack-destination", into];
  const { code, stdout, stderr } = await run("npm", args, into);
  if (code !== 0) throw new Error(`npm pack ${folder}: ${stderr}`);
  const said = JSON.parse(stdout);
  // A list, or since npm 11 an object by name.
  const [{ filename, files, unpackedSize }] = Object.values(said) as [
    { filename: string; files: { path: string }[]; unpackedSize: number },
  ];
  return { tarball: join(into, filename), files: files.map(({ path }) => path), unpackedSize };
}

/**
 * Installs packages into a folder that holds nothing but what they need, each in the version of our lock file where it has one.
 * @returns why it cannot be done where the registry cannot be reached, else null
 */
export async function install(packages: readonly string[], folder: string): Promise<string | null> {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module", overrides: locked() }));
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, stderr } = await run("npm", ["install", ...quiet, ...packages], folder);
  if (code === 0) return null;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/.test(stderr)) {
    return `npm's registry cannot be reached: ${packages.join(" ")} cannot be installed`;
  }
  throw new Error(`npm install ${packages.join(" ")}: ${stderr}`);
}

/**
 * The folder of a package of the registry, kept from run to run.
 * @returns or why there is none
 */
export async function fetched(name: string, version: string): Promise<{ folder: string } | { missing: string }> {
  const cache = join(root, "node_modules/.cache/packages");
  const place = join(cache, `${name.replace("/", "+")}@${version}`);
  if (!existsSync(place)) {
    mkdirSync(cache, { recursive: true });
    const fresh = mkdtempSync(join(cache, "fresh-"));
    const missing = await install([`${name}@${version}`], fresh);
    if (missing !== null) return { missing };
    // Another test may have been faster.
    if (existsSync(place)) rmSync(fresh, { recursive: true });
    else renameSync(fresh, place);
  }
  return { folder: join(place, "node_modules", name) };
}

/** The folder of the programs of a real Node, of the npm package for this platform. */
export async function nodeOf(version: string): Promise<{ bin: string } | { missing: string }> {
  const node = await fetched(`node-${process.platform}-${process.arch}`, version);
  return "missing" in node ? node : { bin: join(node.folder, "bin") };
}

/** A folder that is there until the test, or all tests, are over. */
export function emptyFolder(onEnd: (remove: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "packages-"));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function locked(): Record<string, string> {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const needed = Object.entries<{ version: string; dev?: boolean }>(packages).filter(
    ([path, { dev }]) => path.startsWith("node_modules/") && path.lastIndexOf("node_modules/") === 0 && dev !== true,
  );
  return Object.fromEntries(
    needed.map(([path, { version }]) => [path.slice("node_modules/".length), version]).filter(([, version]) => version),
  );
}
