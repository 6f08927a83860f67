import { readFileSync } from "node:fs";
import * as module from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A fault that somebody might make: what he would write in place of what stands there. */
export interface Plant {
  /** Under src/. */
  readonly file: string;
  /** Stands there once. */
  readonly text: string;
  readonly instead: string;
}

const SRC = join(import.meta.dirname, "..", "..", "src");

/** The faults that the simulation has to find. None of them is in src: each is put into one file as it is loaded. */
export const PLANTS = {
  /** Whoever names a trial speaks for the attempt that runs now. */
  fenceOff: {
    file: "controller/core/decide.ts",
    text: "if (held === undefined || held.attempt !== attempt || !isHolder(held, by))",
    instead: "if (held === undefined)",
  },
  /** A finish of an earlier attempt ends the one that runs. */
  finishUnfenced: {
    file: "controller/core/decide.ts",
    text: "const isOpen = sweep.leases.get(trial)?.attempt === attempt;\n  if (isOpen) return underLease(sweep, command, said.seq,",
    instead:
      "const isOpen = sweep.leases.has(trial);\n  if (isOpen) return underLease(sweep, { trial, attempt: sweep.leases.get(trial)?.attempt ?? 0 }, null,",
  },
  /** Answers leave while the commit is still on its way. */
  ackBeforeCommit: {
    file: "controller/engine.ts",
    text: "const failure = await this.#committer.append(entries);",
    instead: "for (const answer of answers) answer();\n    const failure = await this.#committer.append(entries);",
  },
  /** What is said again counts again. */
  dedupeOff: {
    file: "controller/core/decide.ts",
    text: "if (seq !== null && seq <= held.seq) return done([]);",
    instead: "",
  },
  /** The controller counts leases by a clock that people set. */
  wallClockLeases: {
    file: "controller/clock.ts",
    text: "nowMs: () => Math.floor(start + performance.now()),",
    instead: "nowMs: () => Date.now(),",
  },
  /** An agent counts its leases by a clock that people set. */
  wallClockTerms: {
    file: "agent/clock.ts",
    text: "now: (): number => performance.now(),",
    instead: "now: (): number => Date.now(),",
  },
  /** What runs is no part of the budget until it is over. */
  budgetAfterStart: {
    file: "controller/core/nextWork.ts",
    text: "return reservedForRunning(sweep, leaving) + epochsPerTrial <= left;",
    instead: "return epochsPerTrial <= left;",
  },
  /** A lost attempt costs only what was heard of it. */
  lostCostsNothing: {
    file: "controller/core/endLease.ts",
    text: 'const { epochs = why === "expired" && !lingers ? epochsPerTrial : held.reports } = given;',
    instead: "const { epochs = held.reports } = given;",
  },
  /** A place is free as soon as its lease has ended. */
  placeBeforeGone: {
    file: "controller/core/nextWork.ts",
    text: "return leases.size + leaving.length;",
    instead: "return leases.size + 0 * leaving.length;",
  },
  /** A trial is given away while its trainer lingers. */
  trialBeforeGone: {
    file: "controller/core/nextWork.ts",
    text: "const waiting = sweep.waiting.find((trial) => !leaving.some((one) => one.trial === trial));",
    instead: "const waiting = sweep.waiting[0];",
  },
  /** Nobody looks whether a lease was heard of meanwhile, or has ended. */
  expiresBlindly: {
    file: "controller/engine.ts",
    text: 'if (!this.#hearing.isOverdue(lease, nowMs)) return { result: { kind: "nothing" }, events: [] };',
    instead: "",
  },
  /** A Hello renews what it names. */
  helloRenews: {
    file: "controller/rpc/heardLeases.ts",
    text: "for (const lease of held) this.#answer(lease, engine.arrived(lease, speaker));",
    instead: "for (const lease of held) this.#answer(lease, engine.heard(lease, speaker));",
  },
  /** Heartbeats are answered with what is decided and perhaps never durable. */
  heartbeatUndurable: {
    file: "controller/hearing.ts",
    text: "if (awaited !== undefined) this.#spoken.add(awaited);\n    return this.#durable.seqOf(lease.sweep, lease, by);\n  }\n\n  /** As `Engine.arrived`. */",
    instead:
      'if (awaited !== undefined) this.#spoken.add(awaited);\n    return awaited !== undefined && "seq" in awaited ? awaited.seq : null;\n  }\n\n  /** As `Engine.arrived`. */',
  },
  /** What was on its way when a stream broke is not said again. */
  spoolDropped: {
    file: "agent/spool.ts",
    text: "resend(): void {\n    this.#passed = 0;",
    instead: "resend(): void {\n    this.#entries = [];\n    this.#passed = 0;",
  },
  /** Numbers begin anew with a stream. */
  seqReused: {
    file: "agent/spool.ts",
    text: "resend(): void {\n    this.#passed = 0;",
    instead:
      "resend(): void {\n    this.#lastSeq = this.#entries[0] === undefined ? 0 : this.#entries[0].seq - 1;\n    this.#passed = 0;",
  },
  /** A sweep of which an append has failed is not read again. */
  failureForgotten: {
    file: "controller/engine.ts",
    text: "for (const name of appends.keys()) this.#shelf.drop(name);",
    instead: "",
  },
  /** Of two writers the later one writes too. */
  journalUnfenced: {
    file: "controller/journal/memory.ts",
    text: 'if (kept.length !== expectedSeq) return { kind: "conflict", seq: kept.length };',
    instead: "",
  },
  /** An agent that hears nothing trains on. */
  termWithoutEnd: {
    file: "agent/term.ts",
    text: "return this.endsAtMs - nowMs;",
    instead: "return this.#leaseMs;",
  },
  /** Time in which the controller stood still is its agents' silence. */
  standingIsSilence: {
    file: "controller/deadlines.ts",
    text: "const stoodMs = passedMs > this.termMs / 4 ? passedMs : 0;",
    instead: "const stoodMs = 0 * passedMs;",
  },
  /** A stream that was drained is the last one that takes work. */
  drainedForEver: {
    file: "agent/session.ts",
    text: "this.#draining = false;\n    this.#options.logger.info",
    instead: "this.#options.logger.info",
  },
  /** After a journal has failed nobody looks whether somebody waits. */
  neverLooksAgain: {
    file: "controller/dispatcher.ts",
    text: "clock.every(LOOK_AGAIN_MS, () => void this.#lookAgain()),",
    instead: "",
  },
  /** Who has the lease trusts in it: what the journal has refused is taken for written. */
  leaseTrusted: {
    file: "controller/committer.ts",
    text: 'return conflict ? new SweepError("unavailable", "another controller wrote to this sweep; try again") : null;',
    instead: "return conflict ? null : null;",
  },
  /** A leader that has lost its lease goes on as if it led. */
  leadsForEver: {
    file: "controller/standby/lead.ts",
    text: 'if (revision === null) return "another controller has taken over";',
    instead: "if (revision === null) continue;",
  },
  /** A lease that ran out, and that another one has taken, is renewed all the same. */
  renewedTooLate: {
    file: "controller/standby/lead.ts",
    text: "const set = await this.#entry.put(JSON.stringify(leader), revision);",
    instead: "const set = await this.#entry.put(JSON.stringify(leader), (await this.#entry.get())?.revision ?? 0);",
  },
  /** Of an append of another one, who stands by takes in the last event. */
  followsLastOnly: {
    file: "controller/shelf.ts",
    text: "const news = events.slice(-missing);",
    instead: "const news = events.slice(-1);",
  },
  /** Nobody waits until a lease has run out. */
  takesAtOnce: {
    file: "controller/standby/lead.ts",
    text: "const isFree = this.#leader === null || performance.now() - sinceMs >= LEASE_MS;",
    instead: "const isFree = this.#leader === null || performance.now() - sinceMs >= 0 * LEASE_MS;",
  },
} as const satisfies Record<string, Plant>;

export type PlantName = keyof typeof PLANTS;

/** The text of a file with the fault in it. @throws when what it replaces does not stand there exactly once. */
export function planted({ file, text, instead }: Plant): string {
  const source = readFileSync(join(SRC, file), "utf8");
  const found = source.split(text).length - 1;
  if (found !== 1) throw new Error(`${file}: ${JSON.stringify(text)} stands there ${found} times, not once`);
  return source.replace(text, () => instead);
}

// The types of Node that are installed are older than it.
const hooks = module as unknown as {
  registerHooks(hooks: {
    load(url: string, context: object, next: (url: string, context: object) => object): object;
  }): void;
};

/** Puts a fault into its file, which must not be loaded yet. */
export function plant(name: string): void {
  if (!Object.hasOwn(PLANTS, name)) throw new Error(`--plant: ${name} is none of ${Object.keys(PLANTS).join(", ")}`);
  const one = PLANTS[name as PlantName];
  const source = planted(one);
  const where = pathToFileURL(join(SRC, one.file)).href;
  hooks.registerHooks({
    load(url, context, next) {
      return url === where ? { format: "module-typescript", source, shortCircuit: true } : next(url, context);
    },
  });
}
