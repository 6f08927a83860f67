import { spawnSync } from "node:child_process";
import { join } from "node:path";

const script = join(import.meta.dirname, "../../scripts/nats.js");

/** Tells the tests where a nats-server is, or why there is none. */
export default function setup(): void {
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  process.env.MACROSWEEP_TEST_NATS = stdout.trim();
  process.env.MACROSWEEP_TEST_NO_NATS = stderr.trim();
}
