import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { claimPlace } from "../../../../src/agent/trainer/reports/claim.ts";
import type { Lease } from "../../../../src/gen/macrosweep/v1/trial.ts";
import { temporaryFolder } from "../../scene.ts";

const never = new AbortController().signal;

async function claimed(path: string, lease: Partial<Lease> = {}) {
  const claim = await claimPlace(path, { sweep: "beats", trial: 3, attempt: 1, ...lease }, never);
  onTestFinished(() => claim.release());
  return claim;
}

it("is had by one trial at a time, and the other one is told by whom", async () => {
  const path = join(temporaryFolder(), "metrics.jsonl");
  const claim = await claimed(path);
  await expect(claimed(path, { sweep: "nights", trial: 0 })).rejects.toThrow(
    "metrics.jsonl is where trial 3 of sweep beats reports now; two trials that write to one place read each other's values: put {{ trial }} into the path",
  );
  await claim.release();
  await claimed(path, { sweep: "nights", trial: 0 });
});

it("is the same by whatever links its folder is reached, before it is there", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "out"));
  symlinkSync(join(folder, "out"), join(folder, "link"));
  await claimed(join(folder, "out", "runs", "1"));
  await expect(claimed(join(folder, "link", "runs", "1"), { trial: 4 })).rejects.toThrow("trial 3 of sweep beats");
});

it("is waited for when an earlier attempt of the trial has it still", async () => {
  const path = join(temporaryFolder(), "metrics.jsonl");
  const first = await claimed(path);
  const second = claimed(path, { attempt: 2 });
  await first.release();
  await second;
});
