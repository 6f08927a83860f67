import { existsSync, readFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { writeSweep } from "./document.ts";
import { expectPromisesKept, those } from "./promises.ts";
import { openStage } from "./stage.ts";

/**
 * A trainer that ignores SIGTERM and goes on training, to its last epoch and beyond. It notes each epoch in the file `trained`, and in `met` whom
 * it finds running when it starts. Trial 0 is the best.
 */
const STUBBORN = `
  const fs = require("node:fs");
  const { trial } = JSON.parse(process.env.MACROSWEEP_TRIAL);
  process.on("SIGTERM", () => {});
  const before = fs.existsSync("running") ? Number(fs.readFileSync("running", "utf8")) : 0;
  let met = before > 0;
  try { process.kill(before, 0); } catch { met = false; }
  if (met) fs.appendFileSync("met", trial + "\\n");
  fs.writeFileSync("running", String(process.pid));
  let epoch = 0;
  setInterval(() => {
    epoch++;
    fs.appendFileSync("trained", trial + "\\n");
    console.log("@macrosweep " + JSON.stringify({ epoch, value: trial === 0 ? 0.9 : 0.1 }));
    if (trial === 0 && epoch === 4) process.exit(0);
  }, 150);`;

it("with parallel: 1 never two trainers run at once, however long a stopped one stays, and what it trains is paid", async () => {
  const stage = openStage(onTestFinished);
  await stage.controller("--lease", "3");
  for (let i = 0; i < 3; i++) await stage.agent(1, "--grace", "1");
  const pruner = { name: "asha", minResource: 1, reductionFactor: 2 };
  const command = [process.execPath, "-e", STUBBORN];
  const file = writeSweep(stage, "stubborn", { trials: 4, parallel: 1, epochs: 4, pruner, command });

  await stage.ask("submit", file);
  await stage.ask("watch", "stubborn");
  await stage.stop();

  expect(existsSync(stage.path("met"))).toBe(false);
  const events = await stage.events("stubborn");
  expectPromisesKept(events);
  expect(those(events, "trialEnded").map(({ state }) => state)).toEqual(["completed", "pruned", "pruned", "pruned"]);
  const trained = readFileSync(stage.path("trained"), "utf8").split("\n").slice(0, -1).map(Number);
  const charged = [0, 1, 2].map((trial) => {
    const paid = [...those(events, "leaseEnded"), ...those(events, "trainerGone")].filter(
      (event) => event.trial === trial,
    );
    return paid.reduce((sum, { epochs }) => sum + epochs, 0);
  });
  const within = (trial: number) => Math.min(4, trained.filter((one) => one === trial).length);
  expect(charged).toEqual([0, 1, 2].map(within));
});
