import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";

/** The file that a program's name stands for, as the system looks for it; null when there is none that may be run. */
export function findProgram(program: string, path: string | undefined, cwd: string): string | null {
  const folders = program.includes("/") ? [""] : (path ?? "").split(delimiter);
  const candidates = folders.map((folder) => resolve(cwd, folder, program));
  return program === "" ? null : (candidates.find(isProgram) ?? null);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
