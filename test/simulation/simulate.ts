import { Chance } from "./chance.ts";
import { drawScenario } from "./scenario.ts";
import { Stage } from "./stage.ts";
import { enter } from "./time.ts";
import { World } from "./world.ts";

/** What one seed came to. */
export interface Outcome {
  readonly seed: number;
  /** Which promise was broken; null: none. */
  readonly violation: string | null;
  /** Of all that happened. */
  readonly hash: string;
  readonly happenings: number;
  readonly simulatedMs: number;
  readonly lastLines: readonly string[];
}

/** Plays one seed until all sweeps have ended or a promise is broken. */
export async function simulate(seed: number, tell: ((line: string) => void) | null): Promise<Outcome> {
  const world = new World(new Chance(seed), tell);
  enter(world);
  const scenario = drawScenario(world.chance);
  world.note(`seed ${seed}: ${JSON.stringify({ ...scenario, specs: scenario.specs.map(({ budget }) => budget) })}`);
  const stage = new Stage(world, scenario);
  const onRejection = (error: unknown) => {
    world.broken(`nobody takes care of ${error instanceof Error ? error.stack : String(error)}`);
  };
  process.on("unhandledRejection", onRejection);
  try {
    stage.begin();
    stage.begins();
    await world.run(scenario.endMs, () => stage.isOver);
    if (!stage.isOver)
      world.broken(`not every sweep has ended by ${scenario.endMs.toFixed(0)} ms: ${stage.describe()}`);
  } finally {
    process.off("unhandledRejection", onRejection);
  }
  const { violation, happenings, nowMs, lastLines } = world;
  return { seed, violation, hash: world.digest(), happenings, simulatedMs: nowMs, lastLines };
}
