import { chmodSync } from "node:fs";

/** Runs `work` while `folder` cannot be written to: also for root, who acts for nobody (65534) until it is done. */
export async function withReadOnlyFolder(folder: string, work: () => unknown): Promise<void> {
  const user = process.geteuid?.() ?? 0;
  chmodSync(folder, 0o555);
  process.seteuid?.(user === 0 ? 65_534 : user);
  try {
    await work();
  } finally {
    process.seteuid?.(user);
    chmodSync(folder, 0o755);
  }
}
