import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { EXIT } from "../../src/cli/exit.ts";
import { diary } from "../e2e/diary.ts";
import { writeSweep } from "../e2e/document.ts";
import { Chance } from "../simulation/chance.ts";
import { Cluster, type JournalKind } from "./cluster.ts";
import { type Fault, faultsOf, leftOut } from "./faults.ts";
import { steadyMs } from "./steady.ts";
import { judge, type Survived, type Verdict } from "./verdict.ts";

export interface Settings {
  readonly journal: JournalKind;
  /** How long there are faults. */
  readonly minutes: number;
  readonly agents: number;
  readonly trials: number;
  /** Decides which faults there are, when and for how long; not how the processes take them. */
  readonly seed: number;
  /** With strace, small disks and libfaketime, where the machine has them. */
  readonly tools: boolean;
}

const EPOCHS = 10;
// Of the time with faults, what the sweep would take without any: it has to last until they are over.
const BUSY = 0.6;
// After the faults, for a sweep that had no time to train meanwhile.
const QUIET_MS = 600_000;

const SUBMITS = 20;

/** Plays one sweep with faults until it has ended, and judges what is left of it. */
export async function playRound(
  settings: Settings,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Verdict> {
  const { agents, trials, journal, tools } = settings;
  const cluster = await Cluster.open(agents, journal, tools);
  try {
    const { stage } = cluster;
    for (const kind of leftOut(cluster)) tell(`left out: ${kind}`);
    const paceMs = (settings.minutes * 60_000 * agents * BUSY) / (trials * EPOCHS);
    const options = ["--pace", String(Math.round(paceMs))];
    const document = writeSweep(stage, "chaos", { trials, parallel: agents, epochs: EPOCHS, options });
    await begin(cluster, document, signal);

    const played = await playFaults(cluster, settings, tell, signal);
    tell("quiet");
    const broken = played.errors;
    const ended = await within(QUIET_MS, end(cluster, AbortSignal.timeout(QUIET_MS)), signal);
    if (!ended) broken.push(`the sweep has not ended ${QUIET_MS / 1_000} s after the last fault`);
    broken.push(...(await cluster.stop()));
    broken.push(...cluster.replicas.flatMap(({ troubles }) => troubles));
    const { survived } = played;
    const startsMs = cluster.replicas.flatMap((replica) => replica.startsMs);
    const acknowledged = cluster.acknowledged();
    const events = await cluster.events("chaos");
    const flips = await cluster.flipBits("chaos", new Chance(settings.seed));
    const verdict = judge({ events, epochs: EPOCHS, survived, startsMs, acknowledged, flips, broken });
    if (verdict.broken.length > 0) tell(`what is left is kept in ${keep({ events, survived, acknowledged }, cluster)}`);
    return verdict;
  } finally {
    await cluster.close();
  }
}

/** Resolves when the sweep trains. On a busy machine the first leader may have been replaced by then. */
async function begin({ stage, url }: Cluster, document: string, signal: AbortSignal): Promise<void> {
  const submit = () => stage.macrosweep("submit", document, "--url", url);
  let { code, stderr } = await submit();
  for (let tries = 1; code !== 0; tries++) {
    signal.throwIfAborted();
    if (tries === SUBMITS) throw new Error(`submit ended with ${code}: ${stderr}`);
    ({ code, stderr } = await submit());
  }
  while (diary(stage).length === 0) await pause(100, undefined, { signal });
}

/** Resolves when the sweep has ended. On a busy machine there may be no leader for longer than who watches waits for the next one. */
async function end({ stage, url }: Cluster, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { code, stderr } = await stage.macrosweep("watch", "chaos", "--url", url);
    if (code === EXIT.done) return;
    if (code !== EXIT.unreachable) throw new Error(`watch ended with ${code}: ${stderr}`);
  }
}

/** Writes down, for whoever looks why a promise was broken, what the verdict rests on and what was said. Returns the folder. */
function keep(left: Readonly<Record<string, readonly unknown[]>>, { replicas, agents }: Cluster): string {
  const folder = mkdtempSync(join(tmpdir(), "macrosweep-chaos-"));
  for (const [name, lines] of Object.entries(left))
    writeFileSync(join(folder, `${name}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  for (const replica of replicas) writeFileSync(join(folder, `${replica.place.name}.log`), replica.words);
  for (const { name, command } of agents) writeFileSync(join(folder, `${name}.log`), command.stderr);
  return folder;
}

/** Resolves when the last one is lifted. */
async function playFaults(cluster: Cluster, settings: Settings, tell: (line: string) => void, signal: AbortSignal) {
  const chance = new Chance(settings.seed);
  const draw = faultsOf(cluster, chance);
  const survived: Survived[] = [];
  const errors: string[] = [];
  const busy = new Map<string, Promise<void>>();
  const startMs = performance.now();
  const play = async (fault: Fault) => {
    const atMs = steadyMs();
    try {
      await fault.play();
      survived.push({ ...fault, atMs, liftedMs: steadyMs() });
    } catch (error) {
      errors.push(`${fault.kind} (${fault.target}): ${String(error)}`);
    }
    busy.delete(fault.target);
  };
  while (performance.now() - startMs < settings.minutes * 60_000) {
    await pause(chance.between(1_000, 3_000), undefined, { signal });
    const fault = draw();
    if (fault === null || busy.has(fault.target)) continue;
    tell(`${((performance.now() - startMs) / 1_000).toFixed(1).padStart(6)} s  ${fault.kind} (${fault.target})`);
    busy.set(fault.target, play(fault));
  }
  await Promise.all(busy.values());
  return { survived, errors };
}

async function within(ms: number, work: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  const late = new AbortController();
  const done = work.then(() => true);
  const timeout = pause(ms, false, { signal: AbortSignal.any([signal, late.signal]) });
  // Whichever comes second tells nobody.
  done.catch(() => {});
  timeout.catch(() => {});
  return Promise.race([done, timeout]).finally(() => late.abort());
}
