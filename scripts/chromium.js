#!/usr/bin/env node
// Prints where Chromium (or Chrome) is. Where there is none, installs Debian's if it may, and otherwise says why not, with exit code 1.
import { spawnSync } from "node:child_process";
import { fail, onPath } from "./programs.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const found = onPath(NAMES)[0] ?? install();
if (found !== undefined) console.log(found);

function install() {
  if (onPath(["apt-get"]).length === 0) return fail("there is no Chromium, and no apt-get to install it with");
  if (process.getuid?.() !== 0) return fail("there is no Chromium; `sudo apt-get install chromium` installs it");
  for (const args of [["update"], ["install", "--yes", "--no-install-recommends", "chromium"]]) {
    const { status, stderr } = spawnSync("apt-get", ["-qq", "-o", "DPkg::Lock::Timeout=300", ...args], {
      encoding: "utf8",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    // A package source that cannot be reached matters only where the installation then fails.
    if (status !== 0 && args[0] !== "update")
      return fail(`there is no Chromium, and apt-get cannot install it: ${stderr}`);
  }
  return onPath(NAMES)[0] ?? fail("apt-get has installed chromium, but it is not on the PATH");
}
