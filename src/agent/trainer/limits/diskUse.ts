import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";

/** What lies in a folder, in all its folders: bytes that the disk gives for it, and files. */
export interface DiskUse {
  readonly bytes: number;
  readonly files: number;
}

/**
 * Measures a folder that others write to meanwhile. Follows no link; stops after one more than `mostFiles`. What cannot be looked at, as it is gone by now or lies too
 * deep for a path, counts nothing.
 */
export async function diskUse(folder: string, mostFiles: number): Promise<DiskUse> {
  let bytes = 0;
  let files = 0;
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && files <= mostFiles; next = waiting.pop()) {
    for await (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      files += 1;
      if (files > mostFiles) break;
      bytes += await bytesOf(path);
    }
  }
  return { bytes, files };
}

async function* entriesOf(folder: string) {
  try {
    yield* await opendir(folder);
  } catch {
    // Gone, or not ours.
  }
}

// Blocks of 512 bytes, whatever the file system's own are: a file with holes takes less than its length.
async function bytesOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).blocks * 512;
  } catch {
    return 0;
  }
}
