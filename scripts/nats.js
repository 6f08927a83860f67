#!/usr/bin/env node
// Prints where a nats-server is that is new enough for the journal. Where the PATH has none, gets that of Debian's testing suite below node_modules, by
// apt-get with lists and a cache of its own: nothing is installed, and the system's package sources stay as they are. Otherwise says why not, with exit
// code 1.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fail, onPath } from "./programs.js";

const OLDEST = [2, 10, 23];
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

const cache = join(dirname(fileURLToPath(import.meta.url)), "..", "node_modules", ".cache");
const unpacked = join(cache, "nats");
const server = join(unpacked, "usr", "sbin", "nats-server");

// Debian keeps it where only administrators look.
const found = [...onPath(["nats-server"], ["/usr/sbin"]), server].find(isNewEnough) ?? get();
if (found !== undefined) console.log(found);

function get() {
  const missing = ["apt-get", "dpkg-deb"].find((program) => onPath([program]).length === 0);
  const what = `there is no nats-server from ${OLDEST.join(".")} on`;
  if (missing !== undefined) return fail(`${what}, and no ${missing} to get one with`);
  if (!existsSync(KEYRING)) return fail(`${what}, and no ${KEYRING} to check one of Debian's with`);
  const folder = `${unpacked}.${process.pid}`;
  try {
    download(folder);
    const [name] = readdirSync(folder).filter((file) => file.endsWith(".deb"));
    run("dpkg-deb", ["-x", name, "unpacked"], folder);
    rmSync(unpacked, { recursive: true, force: true });
    renameSync(join(folder, "unpacked"), unpacked);
  } catch (error) {
    // Another run may have put it there meanwhile.
    if (!isNewEnough(server)) return fail(`${what}, and Debian's cannot be had: ${error.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return isNewEnough(server) ? server : fail(`${what}: that of Debian's testing suite does not run here`);
}

/** The package alone, into `folder`: signatures and checksums are apt's business. */
function download(folder) {
  for (const part of ["state/lists/partial", "cache/archives/partial"])
    mkdirSync(join(folder, part), { recursive: true });
  const sources = join(folder, "testing.sources");
  const lines = ["Types: deb", `URIs: ${mirror()}`, "Suites: testing", "Components: main", `Signed-By: ${KEYRING}`];
  writeFileSync(sources, `${lines.join("\n")}\n`);
  const options = {
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::Etc::preferences": "/dev/null",
    "Dir::Etc::preferencesparts": "/dev/null",
    "Dir::State": join(folder, "state"),
    "Dir::Cache": join(folder, "cache"),
    "Acquire::Languages": "none",
    "Acquire::Retries": "0",
    "APT::Sandbox::User": "",
  };
  const own = Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  run("apt-get", ["-qq", ...own, "update"], folder);
  run("apt-get", ["-qq", ...own, "download", "nats-server"], folder);
}

/** The mirror of Debian that this machine uses. @throws Error where it uses none. */
function mirror() {
  const { stdout } = spawnSync(
    "apt-get",
    ["indextargets", "--format", "$(REPO_URI) $(ORIGIN)", "Created-By: Packages"],
    {
      encoding: "utf8",
    },
  );
  const [line] = (stdout ?? "").split("\n").filter((one) => one.endsWith(" Debian") && !one.includes("security"));
  if (line === undefined) throw new Error("apt-get knows no mirror of Debian here");
  return line.split(" ")[0];
}

function run(program, args, cwd) {
  const { status, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8", timeout: 120_000 });
  if (status !== 0)
    throw new Error(error?.message ?? stderr.trim().split("\n").at(-1) ?? `${program} ended with ${status}`);
}

function isNewEnough(file) {
  const { stdout } = spawnSync(file, ["--version"], { encoding: "utf8" });
  const parts = /v(\d+)\.(\d+)\.(\d+)/
    .exec(stdout ?? "")
    ?.slice(1)
    .map(Number);
  if (parts === undefined) return false;
  const differing = OLDEST.findIndex((part, i) => parts[i] !== part);
  return differing < 0 || parts[differing] > OLDEST[differing];
}
