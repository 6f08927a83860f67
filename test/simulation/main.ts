import { parseArgs } from "node:util";
import { play } from "./play.ts";

// `node test/simulation/main.ts --seeds FROM-TO [--trace]`: plays seeds, one line of JSON for the result; ends with 1 at the first broken promise.
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "0-99" },
    trace: { type: "boolean", default: false },
  },
});
process.exitCode = await play(values.seeds, values.trace);
