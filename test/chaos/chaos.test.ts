import { expect, it } from "vitest";
import { playRound } from "./round.ts";

// Bounded only so that what hangs is noticed: how long it takes says nothing.
const PATIENCE_MS = 900_000;

it("a sweep loses nothing and counts nothing twice while processes are killed and stopped and connections break", {
  timeout: PATIENCE_MS,
}, async () => {
  const settings = { journal: "sqlite", minutes: 0.25, agents: 3, trials: 9, seed: 1, tools: false } as const;
  const said: string[] = [];

  const { broken, lost, twice, faults, acknowledged, trials } = await playRound(
    settings,
    (line) => said.push(line),
    AbortSignal.timeout(PATIENCE_MS),
  );

  expect(broken, said.join("\n")).toEqual([]);
  expect([lost, twice]).toEqual([[], []]);
  expect(faults.size).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(0);
  expect(Object.values(trials).reduce((sum, count) => sum + count, 0)).toBe(settings.trials);
});
