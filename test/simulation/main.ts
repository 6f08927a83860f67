import { parseArgs } from "node:util";
import { plant } from "./plants.ts";

// `node test/simulation/main.ts --seeds FROM-TO [--plant NAME] [--trace]`: plays seeds, one line of JSON for the result; ends with 1 at the first broken
// promise. A fault that is planted has to be there before anything is imported.
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "0-99" },
    plant: { type: "string" },
    trace: { type: "boolean", default: false },
  },
});
if (values.plant !== undefined) plant(values.plant);
const { play } = await import("./play.ts");
process.exitCode = await play(values.seeds, values.trace);
