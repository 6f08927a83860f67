import type { Line } from "./line.ts";

/** What was found in a state folder. */
interface Inspection {
  readonly journal: string;
  readonly damage: readonly string[];
  readonly sweeps: readonly {
    readonly sweep: string;
    readonly phase: string | null;
    readonly readable: number;
    readonly events: number;
    readonly damage: string | null;
  }[];
}

/** Lines for people: the file, each sweep, and what to do where something is damaged. */
export function doctorLines({ journal, damage, sweeps }: Inspection): Line[] {
  const width = Math.max(...sweeps.map(({ sweep }) => sweep.length), 0);
  const file: Line[] =
    damage.length === 0 ? [[`${journal}: the file is whole`]] : damage.map((what) => [`${journal}: `, [what, "red"]]);
  const found = sweeps.map(({ sweep, phase, readable, events, damage: wrong }): Line => {
    const name = `  ${sweep.padEnd(width)}  `;
    if (wrong === null) return [name, `${phase === null ? "" : `${phase}, `}all ${events} events are whole`];
    return [name, [`damaged: ${readable} of ${events} events can be read`, "red"], `; ${wrong}`];
  });
  const isWhole = damage.length === 0 && sweeps.every(({ damage: wrong }) => wrong === null);
  return [...file, ...found, ...(isWhole ? [] : advice)];
}

/** What was written into a new state folder, and what to do with it. */
export function savedLines(
  dir: string,
  { journal, sweeps }: { journal: string; sweeps: readonly { sweep: string; events: number; phase: string }[] },
): Line[] {
  return [
    [],
    [`${journal}: `, ["written", "bold"], `, with ${sweeps.length} of the sweeps`],
    ...sweeps.map(({ sweep, events, phase }): Line => [`  ${sweep}: ${events} events, ${phase}`]),
    [`Checkpoints and logs stay where they are; for those of \`run\`, move ${dir}/trials beside the new journal.`],
  ];
}

const advice: Line[] = [
  [],
  ["Sweeps that are whole go on as before; a damaged one is refused, and hides none of the others."],
  [
    "`macrosweep doctor DIR --save NEWDIR` writes what can be read into a new state folder. Or a copy of the journal from a backup may take the place of journal.db;",
  ],
  ["the files journal.db-wal and journal.db-shm belong to it, and are copied or removed with it."],
];
