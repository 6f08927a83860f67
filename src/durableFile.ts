import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Replaces a small file, or makes it: whoever reads meanwhile has the one before or the new one, and so does who reads after a power loss.
 * @throws what the system says when it cannot be written
 */
export function replaceFile(file: string, text: string, mode: number): void {
  const aside = `${file}.new`;
  // Of a process that was killed; its mode is not to be trusted.
  rmSync(aside, { force: true });
  const fd = openSync(aside, "wx", mode);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  rename(aside, file);
}

/** Gives a file that is whole its name; both are on the disk afterwards. @throws as `replaceFile` */
export function nameFile(partial: string, file: string): void {
  force(partial);
  rename(partial, file);
}

function rename(from: string, to: string): void {
  renameSync(from, to);
  force(dirname(to));
}

function force(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
