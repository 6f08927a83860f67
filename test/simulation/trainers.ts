import { setTimeout as sleep } from "node:timers/promises";
import type { RunnerContext } from "../../src/agent/runner.ts";
import type { Plan } from "../../src/agent/trainer/plan.ts";
import type { Exit } from "../../src/agent/trainer/process.ts";
import type { TrainerReport } from "../../src/agent/trainer/protocol.ts";
import type { Trainers } from "../../src/agent/trainer/trainers.ts";
import type { Ended, Training, TrainingEvents } from "../../src/agent/trainer/training.ts";
import type { Assignment } from "../../src/gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../src/gen/macrosweep/v1/trial.ts";
import type { Process, World } from "./world.ts";

/** What a trial has left on the disk of a machine. */
interface Folder {
  checkpoint: number;
  kept: TrainerReport[];
}

/** How trainers behave. */
export interface Habits {
  /** An epoch, in ms. */
  readonly epochMs: readonly [number, number];
  readonly checkpoints: boolean;
  /** How likely each epoch is to end in a crash. */
  readonly crashes: number;
  /** How likely each epoch is to stand still for long. */
  readonly hangs: number;
  /** How likely a trainer is to ignore that it shall stop, until it is killed. */
  readonly stubborn: number;
}

/** A trainer that runs: a process of its own, which its agent may leave behind. */
export interface Trainer {
  readonly process: Process;
  readonly agent: Process;
  readonly lease: Lease;
  /** Epochs that it has said. */
  trained: number;
  /** Its agent stood still meanwhile: what then became of its lease nobody could tell it. */
  excused: boolean;
}

/** Whoever looks at what really runs. */
export interface Onlooker {
  started(trainer: Trainer): void;
  trained(trainer: Trainer): void;
}

/** The trainers of one machine and what they leave on its disk. */
export class TrainerPark {
  readonly running = new Set<Trainer>();
  readonly #world: World;
  readonly #habits: Habits;
  readonly #onlooker: Onlooker;
  readonly #folders = new Map<string, Folder>();
  #started = 0;

  constructor(world: World, habits: Habits, onlooker: Onlooker) {
    this.#world = world;
    this.#habits = habits;
    this.#onlooker = onlooker;
  }

  /** As an agent of this machine is given them. */
  get trainers(): Trainers {
    return {
      plan: async (assignment, lease) => this.#plan(assignment, lease),
      start: (plan, _tail, events, context) => this.#start(plan as SimulatedPlan, events, context),
      clear: async (folder) => void this.#folders.delete(folder),
    };
  }

  /** SIGTERM by the reaper, SIGKILL two seconds later: their agent has died. */
  reap(agent: Process): void {
    for (const trainer of this.running) {
      if (trainer.agent !== agent) continue;
      const afterMs = this.#world.chance.of(this.#habits.stubborn) ? 2_000 : this.#world.chance.spread(5, 500);
      this.#world.post(trainer.process, () => this.end(trainer), afterMs);
    }
  }

  end(trainer: Trainer): void {
    this.running.delete(trainer);
    this.#world.kill(trainer.process);
  }

  #folderOf(path: string): Folder {
    const folder = this.#folders.get(path) ?? { checkpoint: 0, kept: [] };
    this.#folders.set(path, folder);
    return folder;
  }

  #plan(assignment: Assignment, lease: Lease): SimulatedPlan {
    const folder = `${assignment.sweepId}/${lease.trial}`;
    const files = this.#folderOf(folder);
    const plan = {
      folder,
      lease,
      epochs: assignment.epochs,
      log: `${folder}/attempt-${lease.attempt}.log`,
      places: [],
      counted: false,
      resumes: files.checkpoint > 0,
      earlier: missing(files.kept, assignment.reported),
      kept: {
        keep(report: TrainerReport) {
          files.kept.push(report);
          return null;
        },
        settle(over: boolean) {
          if (over) files.kept = [];
        },
      },
      release: async () => {},
    };
    return plan as unknown as SimulatedPlan;
  }

  #start(
    plan: SimulatedPlan,
    events: TrainingEvents,
    { signal, settings }: RunnerContext | TrainingContextLike,
  ): Training {
    const world = this.#world;
    const { chance } = world;
    const agent = world.process;
    const process = world.spawn(
      `trainer ${++this.#started} of ${settings.name} for ${plan.lease.trial}/${plan.lease.attempt}`,
    );
    const trainer: Trainer = { process, agent, lease: plan.lease, trained: 0, excused: false };
    this.running.add(trainer);
    this.#onlooker.started(trainer);
    const output = new Output();
    const exit = (how: Exit) => {
      if (!process.alive) return;
      world.note(`${process.name}: ${how.kind} ${how.kind === "code" ? how.code : ""}`);
      this.end(trainer);
      world.post(agent, () => output.close(how), chance.spread(0.1, 50));
    };
    world.as(
      process,
      () => void this.#train(plan, trainer, (report) => world.post(agent, () => output.put(report), 0.1), exit),
    );
    const isStubborn = chance.of(this.#habits.stubborn);
    let told = false;
    const kill = () => world.post(process, () => exit({ kind: "signal", signal: "SIGKILL" }), 0.1);
    signal.addEventListener("abort", kill);
    return {
      ended: follow(output, events),
      stop(graceMs) {
        if (!told && !isStubborn) {
          const saves = chance.of(0.3);
          const how: Exit = saves ? { kind: "code", code: 0 } : { kind: "signal", signal: "SIGTERM" };
          world.post(process, () => exit(how), chance.spread(1, 800));
        }
        told = true;
        setTimeout(kill, graceMs);
      },
    };
  }

  async #train(
    { folder, epochs, lease }: SimulatedPlan,
    trainer: Trainer,
    say: (report: TrainerReport) => void,
    exit: (how: Exit) => void,
  ): Promise<void> {
    const { chance } = this.#world;
    const { epochMs, checkpoints, crashes, hangs } = this.#habits;
    const files = this.#folderOf(folder);
    await sleep(chance.spread(50, 1_500));
    for (let step = files.checkpoint + 1; step <= epochs; step++) {
      await sleep(chance.spread(...epochMs));
      if (chance.of(hangs)) await sleep(chance.spread(5_000, 60_000));
      if (chance.of(crashes)) return exit({ kind: "code", code: 1 });
      const early = chance.of(0.5);
      if (checkpoints && early) files.checkpoint = step;
      trainer.trained += 1;
      this.#onlooker.trained(trainer);
      // No two reports are alike, so that each is known wherever it turns up.
      say({ step, value: chance.next(), counts: undefined, classes: [], metrics: [], test: false });
      if (checkpoints && !early) {
        await sleep(chance.spread(1, 100));
        files.checkpoint = step;
      }
    }
    void lease;
    await sleep(chance.spread(1, 300));
    exit({ kind: "code", code: 0 });
  }
}

interface SimulatedPlan extends Plan {
  readonly lease: Lease;
  readonly epochs: number;
}

type TrainingContextLike = Parameters<Trainers["start"]>[3];

/** What a trainer has written and its agent has not read. */
class Output {
  readonly #reports: TrainerReport[] = [];
  exit: Exit | null = null;
  #wake: () => void = () => {};

  put(report: TrainerReport): void {
    this.#reports.push(report);
    this.#wake();
  }

  close(exit: Exit): void {
    this.exit = exit;
    this.#wake();
  }

  /** The next report, or how it ended. */
  async next(): Promise<TrainerReport | null> {
    for (;;) {
      const report = this.#reports.shift();
      if (report !== undefined) return report;
      if (this.exit !== null) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

async function follow(output: Output, events: TrainingEvents): Promise<Ended> {
  for (let report = await output.next(); report !== null; report = await output.next()) await events.relay(report);
  const exit = output.exit ?? { kind: "signal", signal: "SIGKILL" };
  return { exit, clues: { tail: "", oomKilled: null, openFiles: 0 } };
}

/** As `KeptReports` reads its file. */
function missing(kept: readonly TrainerReport[], reported: number): TrainerReport[] {
  const epochs: TrainerReport[] = [];
  for (const report of kept) {
    while ((epochs.at(-1)?.step ?? 0) >= report.step) epochs.pop();
    epochs.push(report);
  }
  return epochs.filter(({ step }) => step > reported);
}
