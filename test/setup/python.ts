import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";

const script = join(import.meta.dirname, "../../scripts/python.js");

/** Puts a python3 with the libraries that tests compare with first on the PATH; what it lacks, the tests that need it say. */
export default function setup(): void {
  const { stdout } = spawnSync(process.execPath, [script], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const folder = stdout.trim();
  if (folder !== "") process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
}
