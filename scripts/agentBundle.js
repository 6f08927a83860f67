#!/usr/bin/env node
// Makes a self-contained agent: `node scripts/agentBundle.js [DIR]`, agent-bundle/ where none is given. Needs `npm run build` for the bundled trainer.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LOADER } from "../src/carriedNode.ts";
import { AGENT_ENTRIES, bundleProgram } from "./bundleProgram.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = resolve(process.argv[2] ?? join(root, "agent-bundle"));

// From this version on the C library looks names up by itself, without libraries that it opens when it is asked.
const GLIBC = { major: 2, minor: 34 };

const libraries = librariesOf(process.execPath);
const trainer = join(root, "dist", "bundled");
if (!existsSync(trainer)) fail("dist/bundled is not there; run `npm run build` first");

rmSync(folder, { recursive: true, force: true });
for (const part of ["bin", "lib", "licenses"]) mkdirSync(join(folder, part), { recursive: true });
copyProgram(process.execPath, join(folder, "bin", "node"));
for (const { name, file } of libraries) copyProgram(file, join(folder, "lib", name));
copyLicenses(libraries.map(({ file }) => file));
writeFileSync(join(folder, "package.json"), JSON.stringify(manifest()));
await bundleProgram(join(folder, "dist"), AGENT_ENTRIES);
cpSync(trainer, join(folder, "dist", "bundled"), { recursive: true });
cpSync(join(root, "NOTICE"), join(folder, "licenses", "NOTICE"));
process.stdout.write(`${folder}\n`);

/**
 * The shared libraries that a program needs, the loader among them, and the file of each on this machine. The loader itself tells them, where it is
 * asked by this variable in place of running the program.
 */
function librariesOf(program) {
  if (process.platform !== "linux") fail(`a self-contained agent is made on Linux; this is ${process.platform}`);
  const { glibcVersionRuntime: version } = process.report.getReport().header;
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  if (major !== GLIBC.major || minor < GLIBC.minor)
    fail(
      `needs a machine with glibc ${GLIBC.major}.${GLIBC.minor} or newer; this one has ${version ?? "another C library"}`,
    );
  const { stdout } = spawnSync(program, { encoding: "utf8", env: { LD_TRACE_LOADED_OBJECTS: "1" } });
  const found = [...stdout.matchAll(/^\s+(?:\S+ => )?(\/\S+) \(0x/gm)].map(([, file]) => file);
  if (!found.some((file) => isLoader(file)) || /not found/.test(stdout))
    fail(`cannot tell what ${program} needs:\n${stdout}`);
  return found.map((file) => ({ name: isLoader(file) ? LOADER : basename(file), file }));
}

function isLoader(file) {
  return basename(file).startsWith("ld-linux");
}

function copyProgram(from, to) {
  copyFileSync(from, to);
  chmodSync(to, 0o755);
}

/** Whose the libraries are, where Debian's packages say it, and whose Node is. */
function copyLicenses(files) {
  const { stdout } = spawnSync("dpkg-query", ["--search", ...files.map((file) => join("*", basename(file)))], {
    encoding: "utf8",
  });
  const packages = new Set([...(stdout ?? "").matchAll(/^([^:, ]+)/gm)].map(([, name]) => name));
  for (const name of packages) {
    const text = join("/usr/share/doc", name, "copyright");
    if (existsSync(text)) copyFileSync(text, join(folder, "licenses", name));
  }
  copyLicenseOfNode();
}

/** As Node is unpacked, and as the package `node` brings it; npm may have put the text away. */
function copyLicenseOfNode() {
  const above = dirname(dirname(process.execPath));
  const places = [above, join(above, "node_modules", `node-linux-${process.arch}`)].map((place) =>
    join(place, "LICENSE"),
  );
  const text = places.find((file) => existsSync(file));
  const where = `Node.js ${process.version}: https://github.com/nodejs/node/blob/${process.version}/LICENSE\n`;
  writeFileSync(join(folder, "licenses", "node"), text === undefined ? where : readFileSync(text));
}

function manifest() {
  const { name, version, license, type } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return { name, version, license, type };
}

function fail(sentence) {
  process.stderr.write(`agent-bundle: ${sentence}\n`);
  process.exit(2);
}
