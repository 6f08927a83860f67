import { simulate } from "./simulate.ts";
import { replaceTime } from "./time.ts";

/** Plays the seeds of "FROM-TO" until a promise is broken, and says what came of it. Returns the exit code. */
export async function play(seeds: string, trace: boolean): Promise<number> {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(seeds) ?? [];
  if (from === undefined) throw new Error(`--seeds: ${JSON.stringify(seeds)} must be FROM-TO`);
  const tell = trace ? (line: string) => console.log(line) : null;
  replaceTime();
  const total = { seeds: 0, happenings: 0, simulatedMs: 0, hash: "" };
  for (let seed = Number(from); seed <= Number(to); seed++) {
    const { violation, hash, happenings, simulatedMs, lastLines } = await simulate(seed, tell);
    total.seeds += 1;
    total.happenings += happenings;
    total.simulatedMs += Math.round(simulatedMs);
    total.hash = hash;
    if (violation === null) continue;
    if (!trace) for (const line of lastLines) console.error(line);
    console.error(`seed ${seed}: ${violation}`);
    console.error(`again, and all of it: npm run simulate -- --seeds ${seed}-${seed} --trace`);
    console.log(JSON.stringify({ failed: seed, violation, ...total }));
    return 1;
  }
  console.log(JSON.stringify({ ...total, cpuMs: Math.round(process.cpuUsage().user / 1000) }));
  return 0;
}
