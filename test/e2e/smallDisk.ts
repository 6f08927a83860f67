import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own that can be filled and emptied. */
export interface SmallDisk {
  readonly path: string;
  /** Leaves not a byte. */
  fill(): void;
  empty(): void;
}

/** Whether this user may mount one: root on Linux, outside of most containers. */
export const canMount = mountable();

/** What a title says where tests with one are skipped; empty where they run. */
export const noMount = canMount ? "" : " (skipped: needs root and mount -t tmpfs, which this machine does not allow)";

/** Mounts a disk of so many KiB in `path`, for as long as a test runs. */
export function mountSmallDisk(path: string, kib: number, atEnd: (unmount: () => void) => void): SmallDisk {
  mkdirSync(path, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kib}k`, "macrosweep-test", path]);
  // Lazily: whatever is still open there goes with its process.
  atEnd(() => void execFileSync("umount", ["-l", path]));
  const ballast = join(path, "ballast");
  return {
    path,
    fill() {
      const page = Buffer.alloc(4096);
      const file = openSync(ballast, "a");
      try {
        while (writeSync(file, page) > 0);
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(ballast),
  };
}

function mountable(): boolean {
  const path = mkdtempSync(join(tmpdir(), "macrosweep-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "macrosweep-test", path], { stdio: "ignore" });
    execFileSync("umount", [path], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
