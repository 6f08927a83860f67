import { cpus, loadavg } from "node:os";
import type { Bar } from "./bar.ts";

// npm run bench -- NAME [--json]: measures one thing against its yardstick in the same run. Times are of this machine at this moment; the
// ratios are what to compare.

const BENCHES: Record<string, () => Promise<{ bench: (args: readonly string[]) => Promise<Bar[]> }>> = {
  api: () => import("./api.ts"),
  ask: () => import("./ask.ts"),
  data: () => import("./data.ts"),
  engine: () => import("./engine.ts"),
  functions: () => import("./functions.ts"),
  importance: () => import("./importance.ts"),
  interval: () => import("./interval.ts"),
  journal: () => import("./journal.ts"),
  lengths: () => import("./lengths.ts"),
  load: () => import("./load/load.ts"),
  page: () => import("./page/page.ts"),
  pruners: () => import("./pruners.ts"),
  recovery: () => import("./recovery.ts"),
  replay: () => import("./replay.ts"),
  search: () => import("./search/search.ts"),
  attempts: () => import("./attempts.ts"),
  session: () => import("./session.ts"),
  takeover: () => import("./takeover.ts"),
  trainer: () => import("./trainer.ts"),
};
// Their files say which.
const WITH_OPTIONS = ["functions", "load", "pruners", "search"];

const [name = "", ...flags] = process.argv.slice(2);
const load = BENCHES[name];
const options = flags.filter((flag) => flag !== "--json");
if (load === undefined || (options.length > 0 && !WITH_OPTIONS.includes(name))) {
  console.error(`usage: npm run bench -- ${Object.keys(BENCHES).join("|")} [--json]`);
  process.exit(2);
}
console.log(`${name} on ${cpus().length} cores, ${cpus()[0]?.model ?? "unknown"}, load ${loadavg()[0]?.toFixed(2)}`);
const bars = await (await load()).bench(options);
for (const { bar, value, unit, limit, holds } of bars) {
  console.log(`${holds ? "holds " : "BROKEN"}  ${bar}: ${Number(value.toPrecision(4))} ${unit} (limit ${limit})`);
}
console.log(`load at the end ${loadavg()[0]?.toFixed(2)}`);
if (flags.includes("--json")) console.log(JSON.stringify({ bench: name, bars }));
