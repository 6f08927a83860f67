import { type Command, Option } from "commander";
import { checkAddress } from "./address.ts";
import { DEFAULT_STATE } from "./config.ts";
import { LOG_LEVELS, stderrLogger } from "./logger.ts";
import { addCommand, controllerOption, count } from "./options.ts";
import { aborted, stopSignal } from "./signals.ts";

interface AgentCommandOptions {
  readonly controller: string;
  readonly slots: number;
  readonly work: string;
  readonly logLevel: string;
}

/** `macrosweep agent`: trains what its controller gives it. */
export function addAgent(program: Command): void {
  addCommand(program, "agent", {
    summary: "train what a controller gives out",
    description:
      "Run an agent until it is stopped: it trains the trials that its controller gives it. It may be started before the controller and outlives its restarts. Stopped, it ends its trainers and gives their trials back. Logs JSON lines to stderr.",
    example: "CUDA_VISIBLE_DEVICES=0 macrosweep agent --controller gpu-box:7450 --slots 1",
  })
    .addOption(controllerOption())
    .option("--slots <count>", "trainers that run at a time, usually one a GPU", count, 1)
    .option("--work <dir>", "folder of the trials' logs and checkpoints", `${DEFAULT_STATE}/trials`)
    .addOption(new Option("--log-level <level>", "least level that is logged").choices(LOG_LEVELS).default("info"))
    .action(async ({ controller, slots, work, logLevel }: AgentCommandOptions) => {
      const stop = stopSignal();
      checkAddress("--controller", controller, 1);
      const { startAgent } = await import("../agent/agent.ts");
      const agent = startAgent({ controller, slots, work, logger: stderrLogger(logLevel) });
      await Promise.race([aborted(stop), agent.done]);
      await agent.stop();
    });
}
