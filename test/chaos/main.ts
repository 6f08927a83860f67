import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import setup from "../setup/nats.ts";
import { playRound, type Settings } from "./round.ts";
import { print } from "./verdict.ts";

// `node test/chaos/main.ts [--journal sqlite|nats] [--minutes N] [--agents N] [--trials N] [--seed N]`: one sweep in real processes, with a fault every
// 1 to 3 s. Ends with 1 when a promise is broken.
const { values } = parseArgs({
  options: {
    journal: { type: "string", default: "sqlite" },
    minutes: { type: "string", default: "4" },
    agents: { type: "string", default: "16" },
    trials: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
  },
});
const { journal } = values;
if (journal !== "sqlite" && journal !== "nats") throw new Error(`--journal: ${journal} must be sqlite or nats`);
if (journal === "nats") setup();
const settings: Settings = {
  journal,
  minutes: positive("minutes"),
  agents: positive("agents"),
  trials: positive("trials"),
  seed: positive("seed"),
  tools: true,
};
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());

console.log(`${JSON.stringify(settings)} on ${availableParallelism()} cores`);
const verdict = await playRound(settings, (line) => console.log(line), interrupted.signal);
print(verdict);
// At once: nothing is left to be done.
process.exit(verdict.broken.length === 0 ? 0 : 1);

function positive(option: Exclude<keyof typeof values, "journal">): number {
  const number = Number(values[option]);
  if (number > 0) return number;
  throw new Error(`--${option}: ${JSON.stringify(values[option])} must be a number above 0`);
}
