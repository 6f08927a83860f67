// An agent in a process of its own, for a test to kill. Arguments: controller, folder.
import { startAgent } from "../../src/agent/agent.ts";

const [controller = "", work = ""] = process.argv.slice(2);
const silent = () => {};
const logger = { debug: silent, info: silent, warn: silent, error: silent };
await startAgent({ controller, slots: 3, work, logger }).done;
