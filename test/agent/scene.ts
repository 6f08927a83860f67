import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Agent, type AgentOptions, type Logger, startAgent } from "../../src/agent/agent.ts";
import type { TestController } from "./controller.ts";
import { Inbox } from "./inbox.ts";

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-agent-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A trainer in Node: `report(epoch)`, `sleep(ms)` and `trial` are there. Returns the command that runs it. */
export function nodeTrainer(folder: string, body: string): string[] {
  const file = join(folder, "trainer.mjs");
  writeFileSync(file, `${prelude}\n${body}\n`);
  return [process.execPath, file];
}

/** A shell script as a trainer. `REPORT` stands for a good report of epoch 1. */
export function shellTrainer(body: string): string[] {
  return ["sh", "-c", body.replaceAll("REPORT", `echo '${report(1)}'`)];
}

/** The line of a trainer that has got 3 of 4 samples right. */
export function report(epoch: number): string {
  return `@macrosweep {"epoch": ${epoch}, "confusion": [[2, 1], [0, 1]]}`;
}

const prelude = `
import { setTimeout as sleep } from "node:timers/promises";
const trial = JSON.parse(process.env.MACROSWEEP_TRIAL);
const report = (epoch) => console.log('@macrosweep {"epoch": ' + epoch + ', "confusion": [[2, 1], [0, 1]]}');
`;

export interface LogEntry {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/** A logger that keeps what it is told. */
export function keepingLogger(): { logger: Logger; entries: Inbox<LogEntry> } {
  const entries = new Inbox<LogEntry>();
  const at = (level: string) => (fields: object, message: string) => entries.put({ level, fields, message });
  return { entries, logger: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } };
}

export interface Scene {
  readonly agent: Agent;
  readonly work: string;
  readonly entries: Inbox<LogEntry>;
}

/** An agent that is stopped with the test. */
export function startedAgent(controller: TestController, options: Partial<AgentOptions> = {}): Scene {
  const work = temporaryFolder();
  const { logger, entries } = keepingLogger();
  const agent = startAgent({ controller: controller.address, slots: 1, work, logger, graceMs: 300, ...options });
  agent.done.catch(() => {});
  onTestFinished(() => {
    // Else it would wait for the acknowledgements that the test did not give.
    controller.ackAll();
    return agent.stop();
  });
  return { agent, work, entries };
}
