import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { checkAddress } from "./address.ts";
import { config, DEFAULT_WORK } from "./config.ts";
import { LOG_LEVELS, stderrLogger } from "./logger.ts";
import { addCommand, controllerOption, count, durationOrSeconds, slots } from "./options.ts";
import { goOnWithoutOutput } from "./outputError.ts";
import { aborted, stopSignal } from "./signals.ts";

interface AgentCommandOptions {
  readonly controller: string;
  readonly name?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly tokenFile?: string;
  readonly insecure?: boolean;
  readonly slots?: number;
  readonly slotsPerGpu: number;
  readonly gpusPerSlot: number;
  readonly label: Readonly<Record<string, string>>;
  readonly work: string;
  readonly grace: number;
  readonly logLevel: string;
}

/** `macrosweep agent`: trains what its controller gives it. */
export function addAgent(program: Command): void {
  addCommand(program, "agent", {
    summary: "train what a controller gives out",
    description:
      "Run an agent until it is stopped: it trains the trials that its controller gives it. It may be started before the controller and outlives its restarts. Stopped by SIGTERM or Ctrl-C, it takes no more work, passes the signal on, gives its trainers the grace time to save a checkpoint, and gives their trials back: an agent with the same --work folder goes on from there. Each trainer gets a GPU of its own where nvidia-smi finds any, out of those in CUDA_VISIBLE_DEVICES where that is set. Its log goes to stderr: lines for people on a terminal, JSON lines elsewhere.",
    example: "CUDA_VISIBLE_DEVICES=0,1 macrosweep agent --controller gpu-box:7450 --slots-per-gpu 2",
  })
    .addOption(controllerOption())
    .option(
      "--ca <file>",
      'speak TLS with the controller, whose certificate this CA has signed; "system": one that this machine trusts',
      config.ca,
    )
    .option("--cert <file>", "the agent's own certificate, where the controller takes them (--client-ca)")
    .option("--key <file>", "its key")
    .option(
      "--token-file <file>",
      "file with the agent's token, instead of $MACROSWEEP_TOKEN; read again for each connection",
      config.tokenFile,
    )
    .option("--insecure", "send the token to another machine also without TLS")
    .option(
      "--name <name>",
      "name of the agent, which a token or a certificate may bind (default: that of the certificate, or the host's)",
    )
    .option(
      "--slots <count>",
      "trainers that run at a time, at most 1024 (default: one a GPU, and 1 without GPUs)",
      slots,
    )
    .option("--slots-per-gpu <count>", "trainers that share a GPU", slots, 1)
    .option("--gpus-per-slot <count>", "GPUs that a trainer gets", count, 1)
    .option("--label <key=value>", "what a sweep may require of this agent; may be given several times", label, {})
    .option("--work <dir>", "folder of the trials' logs and checkpoints", DEFAULT_WORK)
    .addOption(
      new Option(
        "--grace <time>",
        "what trainers get to save their work when they are stopped, or the agent is, such as 30s",
      )
        .argParser(durationOrSeconds)
        .default(10_000, "10s"),
    )
    .addOption(new Option("--log-level <level>", "least level that is logged").choices(LOG_LEVELS).default("info"))
    .action(async ({ logLevel, label: labels, grace: graceMs, ...given }: AgentCommandOptions) => {
      const { ca, cert, key, tokenFile, insecure, name = nameIn(cert), ...options } = given;
      const credentials = { ca, cert, key, tokenFile, insecure, token: config.token };
      const stop = stopSignal();
      goOnWithoutOutput();
      for (const address of options.controller.split(",")) checkAddress("--controller", address, 1);
      const logger = stderrLogger(logLevel);
      const { findGpus, startAgent } = await import("../agent/agent.ts");
      const agent = startAgent({
        ...options,
        ...(name === undefined ? {} : { name }),
        credentials,
        labels,
        graceMs,
        logger,
        gpus: await findGpus(logger),
      });
      await Promise.race([aborted(stop), agent.done]);
      await agent.stop();
    });
}

/** Whom a certificate names; a file that is none is told of where it is used. */
function nameIn(cert: string | undefined): string | undefined {
  try {
    return cert === undefined ? undefined : /^CN=(.+)$/m.exec(new X509Certificate(readFileSync(cert)).subject)?.[1];
  } catch {
    return undefined;
  }
}

/** Adds one KEY=VALUE to those before it. */
function label(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name = "", value = ""] = /^([A-Za-z0-9][A-Za-z0-9._/-]*)=(.+)$/.exec(text) ?? [];
  if (name === "") throw new InvalidArgumentError("It must be KEY=VALUE, such as zone=eu-west.");
  if (name === "gpu") throw new InvalidArgumentError("The model of the GPUs is found, not given.");
  return { ...before, [name]: value };
}
