// What the scripts that look for a program, or get one, have in common.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The files of these names that can be run, in the order of the PATH's folders and those that are named beside it. */
export function onPath(names, more = []) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...more];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(isExecutable);
}

/** Says why there is none, which ends the script with exit code 1. */
export function fail(why) {
  console.error(why.trim());
  process.exitCode = 1;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
