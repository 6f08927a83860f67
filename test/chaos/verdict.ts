import type { Event } from "../../src/controller/core/events.ts";
import { expectPromisesKept, those } from "../e2e/promises.ts";
import type { Acknowledged } from "./acknowledged.ts";
import type { Flips } from "./damage.ts";
import type { Fault } from "./faults.ts";

export type Survived = Pick<Fault, "kind" | "agent" | "failed" | "handsOver"> & {
  /** Both in `steadyMs`. */
  readonly atMs: number;
  readonly liftedMs: number;
};

export interface Left {
  /** The journal, when all is over. */
  readonly events: readonly Event[];
  readonly epochs: number;
  readonly survived: readonly Survived[];
  /** When a controller began to lead, in `steadyMs`. */
  readonly startsMs: readonly number[];
  /** What the agents have noted. */
  readonly acknowledged: readonly Acknowledged[];
  readonly flips: Flips;
  /** Broken promises that were noticed before. */
  readonly broken: readonly string[];
}

export interface Verdict {
  /**
   * Faults by kind, with the recoveries of each in ms, ascending: from the end of a fault to the next acknowledged report of whom it held up; where another
   * controller went on meanwhile, from the beginning.
   */
  readonly faults: ReadonlyMap<string, { readonly count: number; readonly recoveriesMs: readonly number[] }>;
  readonly trials: Readonly<Record<string, number>>;
  readonly attempts: number;
  readonly acknowledged: number;
  /** Acknowledged messages that are not in the journal, as TRIAL/ATTEMPT/SEQ. */
  readonly lost: readonly string[];
  /** Trials with more than one end. */
  readonly twice: readonly number[];
  readonly flips: Flips;
  readonly broken: readonly string[];
}

/** What the journal and the agents' own notes say together. */
export function judge({ events, epochs, survived, startsMs, acknowledged, flips, broken }: Left): Verdict {
  const ends = those(events, "trialEnded");
  const said = newest(acknowledged);
  const lost = lostOf(events, said);
  const twice = ends.map(({ trial }) => trial).filter((trial, i, all) => all.indexOf(trial) !== i);
  const found = [
    ...broken,
    ...lost.map((report) => `acknowledged and not in the journal: ${report}`),
    ...twice.map((trial) => `trial ${trial} has ended twice`),
    ...gaps(events, epochs),
    ...unexplained(events, survived),
    ...promises(events),
    ...(flips.believed > 0 ? [`of flipped bits in the journal ${flips.believed} were believed`] : []),
  ];
  return {
    faults: recoveries(survived, startsMs, acknowledged),
    trials: Object.fromEntries([...Map.groupBy(ends, ({ state }) => state)].map(([state, of]) => [state, of.length])),
    attempts: those(events, "leaseGranted").length,
    acknowledged: [...said.values()].reduce((sum, { seq }) => sum + seq, 0),
    lost,
    twice,
    flips,
    broken: found,
  };
}

export function print({ faults, trials, attempts, acknowledged, lost, twice, flips, broken }: Verdict): void {
  const row = (kind: string, count: number, ms: readonly number[]) => {
    const figures = ms.length === 0 ? "" : `${seconds(ms[ms.length >> 1])}  ${seconds(ms.at(-1))}`;
    console.log(`${kind.padEnd(28)}${String(count).padStart(5)}   ${figures}`);
  };
  console.log(`\n${"faults survived".padEnd(28)}count   recovery: median, worst`);
  for (const [kind, { count, recoveriesMs }] of [...faults].sort()) row(kind, count, recoveriesMs);
  const all = [...faults.values()];
  const everyMs = all.flatMap(({ recoveriesMs }) => recoveriesMs).sort((a, b) => a - b);
  row(
    "all",
    all.reduce((sum, { count }) => sum + count, 0),
    everyMs,
  );
  const states = Object.entries(trials).map(([state, count]) => `${count} ${state}`);
  console.log(`\ntrials: ${states.join(", ")}; attempts: ${attempts}; messages acknowledged: ${acknowledged}`);
  console.log(`reports lost: ${lost.length}; trials counted twice: ${twice.length}`);
  const { told, harmless, shortened, believed } = flips;
  const bits = `${told} told, ${harmless} where nothing is, ${shortened} in what came last, ${believed} believed`;
  if (told > 0) console.log(`bits flipped in what was left by whoever was killed: ${bits}`);
  for (const promise of broken) console.log(`BROKEN: ${promise}`);
}

const seconds = (ms = 0) => `${(ms / 1_000).toFixed(2).padStart(6)} s`;

/** The highest number of each attempt that any agent was told. */
function newest(acknowledged: readonly Acknowledged[]): Map<string, Acknowledged> {
  const said = new Map<string, Acknowledged>();
  for (const noted of acknowledged) {
    const key = `${noted.trial}/${noted.attempt}`;
    if ((said.get(key)?.seq ?? 0) < noted.seq) said.set(key, noted);
  }
  return said;
}

/** An acknowledgement stands for every message up to its number: reports, each with its own in the journal, and then the end of the attempt. */
function lostOf(events: readonly Event[], said: ReadonlyMap<string, Acknowledged>): string[] {
  const kept = new Set(those(events, "reportRecorded").map(({ trial, attempt, seq }) => `${trial}/${attempt}/${seq}`));
  const ended = new Set(those(events, "leaseEnded").map(({ trial, attempt }) => `${trial}/${attempt}`));
  return [...said].flatMap(([attempt, { seq: last }]) => {
    const missing = Array.from({ length: last }, (_, i) => i + 1).filter((seq) => !kept.has(`${attempt}/${seq}`));
    const finish = missing.at(-1) === last && ended.has(attempt) ? 1 : 0;
    return missing.slice(0, missing.length - finish).map((seq) => `${attempt}/${seq}`);
  });
}

/**
 * A trial that is completed was heard of at each of its epochs, in order; but for what its trainer had said and saved when its agent was killed before it
 * had read that, which no later attempt says again.
 */
function gaps(events: readonly Event[], epochs: number): string[] {
  const heard = Map.groupBy(those(events, "reportRecorded"), ({ trial }) => trial);
  const completed = those(events, "trialEnded").filter(({ state }) => state === "completed");
  return completed.flatMap(({ trial }) => {
    const reports = heard.get(trial) ?? [];
    const last = reports.at(-1)?.step ?? 0;
    const skipped = reports.filter(
      ({ attempt, step }, i) => reports[i - 1]?.attempt === attempt && reports[i - 1]?.step !== step - 1,
    );
    if (last === epochs && skipped.length === 0) return [];
    return [
      `trial ${trial} is completed with epoch ${last}, and skips those before ${skipped.map(({ step }) => step).join() || "none"}`,
    ];
  });
}

/** Nothing fails but what was made to fail, and what was interrupted again and again; and no agent knows more than the journal. */
function unexplained(events: readonly Event[], survived: readonly Survived[]): string[] {
  const setBack = those(events, "trialRequeued").filter(({ reason }) =>
    reason.includes("the journal ends with message"),
  );
  const made = new Set(survived.map(({ failed }) => failed));
  const failed = those(events, "trialEnded")
    .filter(
      ({ trial, state, reason }) => state === "failed" && !made.has(trial) && !reason.includes("attempts in a row"),
    )
    .map(({ trial, reason }) => `trial ${trial} has failed, and nobody killed its trainer: ${reason}`);
  return [...failed, ...setBack.map(({ trial, reason }) => `the journal was set back: trial ${trial}: ${reason}`)];
}

function promises(events: readonly Event[]): string[] {
  try {
    expectPromisesKept(events);
    return [];
  } catch (error) {
    return [String(error)];
  }
}

function recoveries(
  survived: readonly Survived[],
  startsMs: readonly number[],
  acknowledged: readonly Acknowledged[],
): Verdict["faults"] {
  const inOrder = acknowledged.toSorted((a, b) => a.atMs - b.atMs);
  const recoveryMs = ({ agent, atMs, liftedMs, handsOver }: Survived): number[] => {
    const nextMs = startsMs.filter((ms) => handsOver && ms > atMs && ms < liftedMs).sort((a, b) => a - b)[0];
    const next = inOrder.find(
      (noted) => noted.atMs > (nextMs ?? liftedMs) && (agent === null || noted.agent === agent),
    );
    // The sweep has ended before there was anything to say.
    return next === undefined ? [] : [next.atMs - (nextMs === undefined ? liftedMs : atMs)];
  };
  return new Map(
    [...Map.groupBy(survived, ({ kind }) => kind)].map(([kind, faults]) => {
      const recoveriesMs = faults.flatMap(recoveryMs).sort((a, b) => a - b);
      return [kind, { count: faults.length, recoveriesMs }];
    }),
  );
}
