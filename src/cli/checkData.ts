import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { text } from "node:stream/consumers";
import type { SweepSpec } from "../controller/index.ts";
import { SweepError } from "../error.ts";

/**
 * What the bundled trainer says of the data of a document before it trains, as warnings, where the data lies on this machine.
 * @throws SweepError `invalid` with what it would refuse the data for, or parameters that it does not know.
 */
export async function checkData({ trainer, parameters }: SweepSpec): Promise<string[]> {
  if (trainer.kind !== "bundled" || !existsSync(trainer.data) || !statSync(trainer.data).isFile()) return [];
  const { data, label, model, missing, division, reading = {} } = trainer;
  const { filledReading } = await import("../controller/index.ts");
  const bundled = {
    data,
    label,
    model,
    missing,
    division,
    reading: filledReading(reading),
  };
  const { trainerArgv } = await import("../agent/agent.ts");
  const [program = process.execPath, main = "", ...options] = trainerArgv(
    { kind: { $case: "bundled", bundled }, files: {} },
    null,
  );
  const searched = parameters.map(({ name }) => `--param=${name}`);
  const child = spawn(program, [main, "check", ...options, ...searched], { stdio: ["ignore", "pipe", "pipe"] });
  const [[code], said, refused] = await Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]);
  // Ended from outside, by a Ctrl-C that we get too.
  if (code === null) return [];
  if (code !== 0) throw new SweepError("invalid", refused.trim());
  return said.split("\n").flatMap((line) => /^warning: (.*)$/.exec(line)?.slice(1) ?? []);
}
