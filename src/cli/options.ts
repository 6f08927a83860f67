import { type Command, InvalidArgumentError, Option } from "commander";
import { DURATION_EXAMPLES, parseDuration } from "../duration.ts";
import { config, DEFAULT_ADDRESS, DEFAULT_STATE } from "./config.ts";
import type { HomeOptions } from "./home.ts";

/** Options of every command that asks for sweeps. */
export interface ClientOptions extends HomeOptions {
  readonly json?: boolean;
}

/** What the help of a command says: a line in the list of commands, the whole in its own help, and something to type. */
export interface Help {
  readonly summary: string;
  readonly description: string;
  readonly example: string;
}

/** A command with what all of them have: a line on what it does, `--json`, and an example at the end of its help. */
export function addCommand(program: Command, usage: string, { summary, description, example }: Help): Command {
  return program
    .command(usage)
    .summary(summary)
    .description(description)
    .option("--json", "print JSON instead of text, and errors as JSON on stderr")
    .addHelpText("after", `\nExample:\n${example.replace(/^/gm, "  ")}`);
}

/** A command that has only commands of its own. */
export function addGroup(program: Command, name: string, summary: string): Command {
  return program
    .command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
    .helpCommand(false);
}

/** A command that asks for sweeps; see `atHome` for whom. */
export function addClientCommand(program: Command, usage: string, help: Help): Command {
  return addCommand(program, usage, help)
    .option(
      "--url <url>",
      "address of a controller, such as http://127.0.0.1:7451, or of several with commas between them (default: $MACROSWEEP_URL, else that of --state)",
    )
    .option(
      "--state <dir>",
      "state folder: its controller is asked where one runs, else the folder is read",
      DEFAULT_STATE,
    )
    .addOption(tokenFileOption())
    .addOption(caOption())
    .addOption(insecureOption());
}

/** What a command shows to the controller of --url. */
export function tokenFileOption(): Option {
  const what = "file with the token for --url (default: $MACROSWEEP_TOKEN_FILE, or $MACROSWEEP_TOKEN itself)";
  return new Option("--token-file <file>", what);
}

/** Whom a command trusts to speak for --url. */
export function caOption(): Option {
  const what = "who signs the certificate of --url (default: $MACROSWEEP_CA, else those that this machine trusts)";
  return new Option("--ca <file>", what);
}

/** Lets a token go without TLS. */
export function insecureOption(): Option {
  return new Option("--insecure", "send the token to another machine also without TLS");
}

/** Where an agent finds the controller: the option, else the environment, else this machine. */
export function controllerOption(): Option {
  const option = new Option(
    "--controller <host:port>",
    "address of the controller; of several with a standby all, with commas between them",
  );
  return option.default(config.controller, `$MACROSWEEP_CONTROLLER, or ${DEFAULT_ADDRESS} where that is not set`);
}

/** A whole number of at least 1, such as a count of agents. */
export function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number of at least 1.");
}

// A controller gives no agent more.
const MOST_SLOTS = 1_024;

/** Trainers at a time. */
export function slots(text: string): number {
  const value = count(text);
  if (value <= MOST_SLOTS) return value;
  throw new InvalidArgumentError(`It must be at most ${MOST_SLOTS}.`);
}

/** The number of a trial, from 0. */
export function trialNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be the number of a trial, such as 0.");
}

/** A time such as 90s or 1h30m, as milliseconds. */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null) return ms;
  throw new InvalidArgumentError(`It must be a time above 0, such as ${DURATION_EXAMPLES}.`);
}

/** The same; a bare number is seconds, perhaps with decimals. */
export function durationOrSeconds(text: string): number {
  return duration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
}

/** An option that may be given several times. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Copies of a journal among NATS servers. */
export function replicaCount(text: string): number {
  if (text === "1" || text === "3") return Number(text);
  throw new InvalidArgumentError("It must be 1 or 3.");
}
